import { unsupportedModel } from '@csm/base';
import type { Graph } from '@csm/core/extend';

/** @throws if a layer or node runs as a whole, so that it cannot be written as ONNX; the error names it. Call it before reading weights. */
export function checkVisible(caller: string, { nodes }: Graph): void {
  const hidden = nodes.find(({ operation: { kind } }) => kind === 'layer' || kind === 'graphOperation');
  if (hidden === undefined) return;
  const { name, operation } = hidden;
  const className = 'className' in operation ? operation.className : operation.kind;
  throw unsupportedModel(
    `${caller}: ${operation.kind === 'layer' ? 'layer' : 'node'} "${name}" (${className}) runs as a whole in TensorFlow.js, so it cannot be ` +
      'written as ONNX; use the encoder in TensorFlow.js, or build the model from layers whose operations are known (see encoder.graph).',
  );
}
