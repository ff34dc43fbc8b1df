import { checkCount, invalidArgument, shown } from '@csm/base';

/**
 * Formats a number for a caption: with a fixed number of decimals, a true minus sign, and no sign if it rounds to zero.
 *
 * @throws if the value is not a number, or `digits` is not a whole number from 0 to 20.
 *
 * @example
 * formatNumber(-0.004); // '0.00'
 * formatNumber(-1.5); // '−1.50'
 * @category Colours and numbers
 */
export function formatNumber(value: number, digits = 2): string {
  if (typeof value !== 'number') {
    throw invalidArgument(`formatNumber: value must be a number; got ${shown(value)}.`);
  }
  checkCount('formatNumber', 'digits', digits, { min: 0, max: 20 });
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

/**
 * Formats a number in [0, 1] for a caption, such as an AUC, a share or a p-value: with three decimals and no zero before the point.
 * Only 0 and 1 themselves are written as such: `.9996` is `> .999`.
 *
 * @throws if the value is outside [0, 1].
 *
 * @example
 * formatShare(0.995); // '.995'
 * formatShare(0.9998); // '> .999'
 * @category Colours and numbers
 */
export function formatShare(value: number): string {
  if (!(value >= 0 && value <= 1)) {
    throw invalidArgument(`formatShare: value must be a number from 0 to 1; got ${shown(value)}.`);
  }
  if (value === 0 || value === 1) return String(value);
  if (value < 0.001) return '< .001';
  if (value > 0.999) return '> .999';
  return value.toFixed(3).slice(1);
}
