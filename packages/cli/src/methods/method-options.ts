import type { Command } from 'commander';
import { usageError } from '../terminal/usage-error.js';

/** The options of a command that makes maps, as commander returns them. */
export interface MethodOptions {
  readonly method: string;
  readonly steps?: number | undefined;
  readonly percentile?: number | undefined;
  readonly samples?: number | undefined;
  readonly window?: readonly number[] | undefined;
  readonly baseline: string;
}

/** Adds the options that say how maps are made. @param what the help on `--method`. */
export function addMethodOptions(
  command: Command,
  defaultMethod = 'integratedGradients',
  what = 'attribution methods, separated by commas',
): Command {
  return command
    .optionsGroup('Maps:')
    .option('--method <names>', `${what}; csm inspect lists those that work`, defaultMethod)
    .option('--steps <n>', 'steps of integrated gradients (default: 50)', count('--steps'))
    .option(
      '--percentile <n>',
      'percentile of rectified gradient (default: 95)',
      numberFrom('--percentile', 0, 100),
    )
    .option(
      '--samples <n>',
      "number of random draws or masks; sobolAttribution: pairs of masks (default: the method's)",
      count('--samples'),
    )
    .option(
      '--window <lengths>',
      'size of the window of occlusion and of the regions of other methods, such as 8 or 8,8 (default: 8 × 8 windows per picture; shapley 3 × 3)',
      lengths('--window'),
    )
    .option(
      '--baseline <what>',
      'the input without any feature: mean of the inputs, zero, blur, or the name of an input',
      'mean',
    );
}

/** A parser of whole numbers of at least 1. @param flag the option. */
export const count =
  (flag: string) =>
  (text: string): number =>
    parsed(flag, text, 'a whole number of at least 1', (value) => Number.isSafeInteger(value) && value >= 1);

/** A parser of numbers in a range, ends included. */
export const numberFrom =
  (flag: string, low: number, high: number) =>
  (text: string): number =>
    parsed(
      flag,
      text,
      Number.isFinite(low) ? `a number from ${low} to ${high}` : 'a number',
      (value) => Number.isFinite(value) && value >= low && value <= high,
    );

/** A parser of lists of whole numbers of at least 1. */
export const lengths =
  (flag: string) =>
  (text: string): readonly number[] =>
    text.split(',').map(count(flag));

/** A parser of seeds. */
export const seed =
  (flag: string) =>
  (text: string): number =>
    parsed(flag, text, 'a whole number from 0 to 4294967295', (value) => {
      return Number.isInteger(value) && value >= 0 && value < 2 ** 32;
    });

function parsed(flag: string, text: string, what: string, isValid: (value: number) => boolean): number {
  const value = Number(text);
  if (text.trim() !== '' && isValid(value)) return value;
  throw usageError(`${flag} must be ${what}; got "${text}".`);
}
