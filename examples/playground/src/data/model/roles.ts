import { size } from '@csm/base';
import type { MeasuredModel } from './model-file.js';

/**
 * The latest encoder and the latest decoder that fits it. A decoder takes the encoder's latents and returns its inputs; without an encoder,
 * it is a model that takes a list of numbers and returns more of them.
 * @param models the latest last.
 */
export function roles(models: readonly MeasuredModel[]): {
  encoder?: MeasuredModel;
  decoder?: MeasuredModel;
} {
  const latestFirst = [...models].reverse();
  const encoder =
    latestFirst.find((each) => !expands(each) && each.ambiguous === undefined) ??
    latestFirst.find((each) => models.some((other) => other !== each && decodes(other, each)));
  const decoder = encoder
    ? latestFirst.find((each) => each !== encoder && decodes(each, encoder))
    : latestFirst[0];
  return { ...(encoder && { encoder }), ...(decoder && { decoder }) };
}

/** Whether a model looks like a decoder: from a list of numbers to more of them. */
export const expands = ({ inputShape, outputSize }: MeasuredModel) =>
  inputShape.length === 1 && outputSize > size(inputShape);

const decodes = (decoder: MeasuredModel, encoder: MeasuredModel) =>
  size(decoder.inputShape) === encoder.outputSize && decoder.outputSize === size(encoder.inputShape);
