/** A share as a percentage: `68 %`. */
export const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** A number with its noun: `1 feature`, `64 features`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** An AUC or a correlation, without the zero: `.93`. */
export const twoDigits = (value: number): string => value.toFixed(2).replace(/^(-?)0\./, '$1.');
