import { invalidArgument, unsupportedModel } from '@csm/base';
import type { ConverterGraph, ConverterNode } from './converter-graph.js';

/**
 * The shape of a model's input, without the batch axis.
 * @param wanted the user's shape, if the model leaves it open.
 * @param isGiven whether the input's values are given; they may be one number per sample.
 * @throws if neither the user nor the model gives the shape, if they disagree, or if the model has a fixed batch
 * size other than 1.
 */
export function shapeOfInput(
  caller: string,
  { name, attrParams }: ConverterNode,
  wanted: readonly number[] | undefined,
  isGiven = false,
): readonly number[] {
  const declared = attrParams.shape?.value as number[] | undefined;
  const [batch = -1, ...own] = declared ?? [];
  if (batch !== -1 && batch !== 1) {
    throw unsupportedModel(
      `${caller}: input "${name}" must have an open batch axis or a batch of 1; it has shape [${declared}], with a batch size of ` +
        `${batch}; convert the model with an open batch axis (None) or with a batch of 1.`,
    );
  }
  const fits = wanted?.length === own.length && own.every((n, i) => n === -1 || n === wanted[i]);
  if (wanted !== undefined && own.length > 0 && !fits) {
    throw invalidArgument(
      `${caller}: inputShape must fit input "${name}" of shape ${text(own)}; got [${wanted}].`,
    );
  }
  const shape = wanted ?? own;
  const isNumber = isGiven && shape.length === 0 && (declared?.length === 1 || wanted !== undefined);
  if ((shape.length === 0 && !isNumber) || shape.some((n) => !(Number.isInteger(n) && n > 0))) {
    throw invalidArgument(
      `${caller}: the input shape must be fixed; input "${name}" has ${text(own)}; ` +
        `pass it without the batch axis: ${caller}(model, { inputShape: [28, 28, 1] }).`,
    );
  }
  return shape;
}

/** The type of an input that is not float32. */
export function typeOfInput({ attrParams }: ConverterNode): 'int32' | 'bool' | undefined {
  const type = attrParams.dtype?.value;
  return type === 'int32' || type === 'bool' ? type : undefined;
}

/** Whether a model was made for a batch of 1: it then runs sample by sample. */
export function isOfOneSample({ placeholders }: ConverterGraph): boolean {
  return placeholders.some(
    ({ op, attrParams }) =>
      op === 'Placeholder' && (attrParams.shape?.value as number[] | undefined)?.[0] === 1,
  );
}

function text(shape: readonly number[]): string {
  return `[${shape.map((length) => (length === -1 ? 'any' : length))}]`;
}
