import type { ConverterNode } from './converter-graph.js';

/**
 * Shape of a model's input, without the batch axis.
 * @param given what the user says, where the model leaves it open.
 * @throws if neither says it, both disagree, or the model has a fixed batch.
 */
export function shapeOfInput(
  caller: string,
  { name, attrParams }: ConverterNode,
  given: readonly number[] | undefined,
): readonly number[] {
  const declared = attrParams.shape?.value as number[] | undefined;
  const [batch = -1, ...own] = declared ?? [];
  if (batch !== -1) {
    throw new Error(
      `${caller}: input "${name}" has shape [${declared}], with a fixed number of ${batch} samples; ` +
        'convert the model with an open batch axis (None).',
    );
  }
  const fits = given?.length === own.length && own.every((n, i) => n === -1 || n === given[i]);
  if (given !== undefined && own.length > 0 && !fits) {
    throw new Error(`${caller}: inputShape [${given}] does not fit input "${name}", which has ${text(own)}.`);
  }
  const shape = given ?? own;
  if (shape.length === 0 || shape.some((n) => !(Number.isInteger(n) && n > 0))) {
    throw new Error(
      `${caller}: the input shape must be fixed; input "${name}" has ${text(own)}. ` +
        `Give it without the batch axis: ${caller}(model, { inputShape: [28, 28, 1] }).`,
    );
  }
  return shape;
}

function text(shape: readonly number[]): string {
  return `[${shape.map((length) => (length === -1 ? 'any' : length))}]`;
}
