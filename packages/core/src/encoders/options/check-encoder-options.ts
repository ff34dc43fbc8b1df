import { checkOptions, invalidArgument, isNdarray, shown, typeName } from '@csm/base';
import { ENCODER_OPTION_NAMES, type EncoderOptions } from '../encoder-options.js';

/**
 * Checks the names and forms of the options; what they mean for a model is checked when they are used. @throws for an invalid one.
 * @category Write an encoder
 */
export function checkEncoderOptions(caller: string, options: EncoderOptions): void {
  checkOptions<EncoderOptions>(caller, options, ENCODER_OPTION_NAMES);
  const { latent, input, inputShape, given } = options;
  if (latent !== undefined) checkLatent(caller, latent);
  if (input !== undefined) checkInput(caller, input);
  if (Array.isArray(inputShape)) checkInputShape(caller, 'inputShape', inputShape);
  else if (inputShape !== undefined) {
    checkRecord(caller, 'inputShape', "a shape, or shapes by the inputs' names", inputShape);
    for (const [name, shape] of Object.entries(inputShape))
      checkInputShape(caller, `inputShape of "${name}"`, shape);
  }
  if (given === undefined) return;
  checkRecord(caller, 'given', "values by the inputs' names", given);
  for (const [name, values] of Object.entries(given)) {
    if (isNdarray(values) || Number.isFinite(values)) continue;
    throw invalidArgument(
      `${caller}: given "${name}" must be a finite number or an ndarray; got ${shown(values)}.`,
    );
  }
}

function checkLatent(caller: string, latent: unknown): void {
  if (latent === 'flatten' || latent === 'mean' || latent === 'max') return;
  const [[key, axes] = [], ...others] =
    typeof latent === 'object' && latent !== null ? Object.entries(latent) : [];
  const known = key === 'mean' || key === 'max';
  const valid =
    Array.isArray(axes) && axes.length > 0 && axes.every((axis) => Number.isInteger(axis) && axis >= 0);
  if (known && valid && others.length === 0 && new Set(axes).size === axes.length) return;
  throw invalidArgument(
    `${caller}: latent must be 'flatten', 'mean' or 'max', or { mean: axes } or { max: axes } with the axes of the places; got ${shown(latent)}.`,
  );
}

function checkInput(caller: string, input: unknown): void {
  const names: unknown[] = [input].flat();
  const valid = names.length > 0 && names.every((name) => typeof name === 'string');
  if (valid && new Set(names).size === names.length) return;
  throw invalidArgument(
    `${caller}: input must be the name of a layer or tensor, or several different names; got ${shown(input)}.`,
  );
}

function checkInputShape(caller: string, what: string, shape: unknown): void {
  const lengths: unknown[] = Array.isArray(shape) ? shape : [Number.NaN];
  if (lengths.every((length) => Number.isInteger(length) && (length as number) > 0)) return;
  throw invalidArgument(
    `${caller}: ${what} must be a list of positive whole numbers, without the batch axis; got ${shown(shape)}.`,
  );
}

function checkRecord(caller: string, option: string, expected: string, value: unknown): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !isNdarray(value)) return;
  throw invalidArgument(`${caller}: ${option} must be ${expected}; got ${typeName(value)}.`);
}
