import { someNames, unsupportedModel } from '@csm/base';
import type { OnnxModel } from '../model/onnx-model.js';

/**
 * The names of a model's outputs.
 * @param option the caller's option that names other tensors, and how it is written for one tensor.
 * @throws if none of them is a tensor of numbers; the error names a tensor before them, if it is clear which.
 */
export function outputNames(
  caller: string,
  model: OnnxModel,
  [option, written]: readonly [string, (name: string) => string],
): string[] {
  const { outputs, otherOutputs } = model;
  if (outputs.length > 0) return outputs.map(({ name }) => name);
  const are = otherOutputs.length === 1 ? 'is no tensor' : 'are no tensors';
  const found = otherOutputs.length === 0 ? 'it has none' : `its ${someNames('output', otherOutputs)} ${are}`;
  const before = tensorBefore(model);
  throw unsupportedModel(
    `${caller}: expected a model with an output that is a tensor of numbers; ${found}; ` +
      (before === undefined
        ? `export the model with such an output, or name a tensor inside it with { ${option} }.`
        : `name a tensor before it, such as with { ${option}: ${written(before)} }.`),
  );
}

/** What the node of the first output reads, if a node computes that. */
function tensorBefore({ nodes, otherOutputs: [output] }: OnnxModel): string | undefined {
  const producer = nodes.find(({ outputs }) => output !== undefined && outputs.includes(output));
  const [input] = producer?.inputs ?? [];
  const isComputed = nodes.some(({ op, outputs }) => op !== 'Constant' && outputs.includes(input ?? ''));
  return isComputed ? input : undefined;
}
