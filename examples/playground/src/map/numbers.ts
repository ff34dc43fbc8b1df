/** A number with three significant digits. */
export function formatted(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 }).replace('-', '−');
}

export function percent(share: number): string {
  return share < 0.0005 ? 'below 0.1 %' : `${formatted(100 * share)} %`;
}
