import type { EncoderOptions, LatentOutput } from '@csm/core';
import { usageError } from '../terminal/usage-error.js';
import type { ModelOptions } from './model-options.js';
import { normalisationOf } from './normalisation.js';

/** The options of the encoder that the command line gives. */
export function encoderOptionsOf(options: ModelOptions): EncoderOptions {
  const { normalise, layout, logVariance, latent, input, inputShape, given } = options;
  return {
    ...(normalise !== undefined && { normalise: normalisationOf(normalise) }),
    ...(inputShape !== undefined && { inputShape: shapeOf(inputShape) }),
    ...(given !== undefined && { given: Object.fromEntries(given.map(givenValue)) }),
    ...{ layout, output: latentOutputOf(options), logVariance, latent, input },
  };
}

function latentOutputOf({ latentOutput, latentColumns }: ModelOptions): LatentOutput | undefined {
  if (latentColumns === undefined) return latentOutput;
  const [first = Number.NaN, end = Number.NaN, ...others] = latentColumns.split(',').map(wholeOf);
  if (others.length > 0 || !(first >= 0 && end > first)) {
    throw usageError(
      `--latent-columns must be the first column and the one after the last, such as 0,16; got "${latentColumns}"`,
    );
  }
  return { ...(latentOutput !== undefined && { name: latentOutput }), columns: [first, end] };
}

function shapeOf(text: string): readonly number[] {
  const shape = text.split(',').map(wholeOf);
  if (shape.every((length) => length > 0)) return shape;
  throw usageError(`--input-shape must be whole numbers without the batch, such as 3,64,64; got "${text}"`);
}

function givenValue(text: string): [string, number] {
  const at = text.lastIndexOf('=');
  const value = text.slice(at + 1).trim() === '' ? Number.NaN : Number(text.slice(at + 1));
  if (at > 0 && Number.isFinite(value)) return [text.slice(0, at), value];
  throw usageError(`--given must be the name of an input and a number, such as condition=0; got "${text}"`);
}

/** A whole number that is not negative; otherwise NaN. */
const wholeOf = (text: string) => (/^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN);
