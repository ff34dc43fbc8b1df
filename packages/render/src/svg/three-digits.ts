/** A number of any size for a caption: three significant digits, with a true minus sign. */
export const threeDigits = (value: number): string => `${Number(value.toPrecision(3))}`.replace('-', '−');
