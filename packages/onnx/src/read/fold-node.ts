import { dispose } from '@tensorflow/tfjs-core';
import type { Constant, OnnxNode } from '../model/onnx-model.js';
import { evaluateNodes } from './evaluate-nodes.js';
import { fold } from './fold/fold.js';
import { graphBuilder } from './graph-builder.js';
import { inOnnxOrder } from './layout.js';
import { nodeReading } from './node-reading.js';
import type { OperatorReader } from './reading.js';
import { isConstant, type Operand } from './value.js';

/**
 * The outputs of an operator whose inputs are all constants: computed on the host or, for operators that the host does not have, by the
 * nodes that the reader makes, on the current backend.
 */
export async function foldNode(
  node: OnnxNode,
  { opset, producer }: { opset: number; producer: string },
  inputs: readonly (Constant | undefined)[],
  reader: OperatorReader | undefined,
): Promise<readonly (Operand | undefined)[] | undefined> {
  const folded = fold(node, opset, inputs);
  if (folded !== undefined || reader === undefined) return folded;
  const builder = graphBuilder();
  try {
    const at = nodeReading(builder, { node, opset, producer, operands: inputs, readers: [] });
    const results: (Constant | undefined)[] = [];
    for (const output of [reader(at)].flat()) {
      if (output === undefined || isConstant(output)) results.push(output);
      else {
        const { id, type, shape } = inOnnxOrder(at, output);
        const tensors = evaluateNodes(builder.nodes, new Map(), [id]);
        try {
          const [values] = await Promise.all([...tensors.values()].map((tensor) => tensor.data<'float32'>()));
          results.push({ type, shape, data: values ?? new Float32Array() });
        } finally {
          dispose([...tensors.values()]);
        }
      }
    }
    return results;
  } finally {
    dispose(builder.weights);
  }
}
