import { type Command, InvalidArgumentError } from 'commander';

/** The options of a command that makes maps, as commander returns them. */
export interface MethodOptions {
  readonly method: string;
  readonly steps?: number | undefined;
  readonly percentile?: number | undefined;
  readonly samples?: number | undefined;
  readonly window?: readonly number[] | undefined;
  readonly baseline: string;
}

/** Adds the options that say how maps are made. */
export function addMethodOptions(command: Command, defaultMethod = 'integratedGradients'): Command {
  return command
    .optionsGroup('Maps:')
    .option(
      '--method <names>',
      'attribution methods, separated by commas; csm inspect lists those that work',
      defaultMethod,
    )
    .option('--steps <n>', 'steps of integrated gradients (default: 50)', count)
    .option('--percentile <n>', 'percentile of rectified gradient (default: 95)', percentile)
    .option('--samples <n>', "random draws of a method (default: the method's)", count)
    .option(
      '--window <lengths>',
      'window of occlusion and features of replacement, such as 8 or 8,8',
      lengths,
    )
    .option(
      '--baseline <what>',
      'what stands for "absent": mean, zero, blur, or the name of an input',
      'mean',
    );
}

/** Parses a whole number of at least 1. */
export function count(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('It must be a whole number of at least 1.');
}

/** Parses a whole number from 0 to 2³² − 1. */
export function seed(text: string): number {
  const value = Number(text);
  if (text !== '' && Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
  throw new InvalidArgumentError('It must be a whole number from 0 to 4294967295.');
}

function percentile(text: string): number {
  const value = Number(text);
  if (text !== '' && value >= 0 && value <= 100) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 100.');
}

function lengths(text: string): readonly number[] {
  return text.split(',').map(count);
}
