import { dispose, tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { Constant, OnnxModel } from '../../src/model/onnx-model.js';
import { readModel } from '../../src/model/read-model.js';
import { evaluateNodes } from '../../src/read/evaluate-nodes.js';
import { graphBuilder } from '../../src/read/graph-builder.js';
import { inputValue } from '../../src/read/inputs/input-value.js';
import { inOnnxOrder } from '../../src/read/layout.js';
import { nodeReading } from '../../src/read/node-reading.js';
import { readNodes } from '../../src/read/read-nodes.js';
import { listedRefusals } from '../../src/read/refusals.js';
import { isConstant, type Operand } from '../../src/read/value.js';
import { constantOf, type StandardCase } from './stored-case.js';

/** What came out of a case: the node names and kinds that a person sees, or the reason why it is refused. */
export type CaseResult = { readonly kinds: readonly string[] } | { readonly refused: string };

/**
 * Runs a case and expects its outputs.
 * @param explained how many of the inputs are inputs of the graph; the others are constants.
 * @param batchAxis the axis of the explained inputs that holds the samples. Absent: none does.
 * @param outputs how many of the outputs are expected.
 */
export async function runCase(
  { model, inputs, outputs, rtol, atol }: StandardCase,
  {
    explained = 1,
    batchAxis,
    wanted = outputs.length,
  }: { explained?: number; batchAxis?: number; wanted?: number } = {},
): Promise<CaseResult> {
  const parsed: OnnxModel = await readModel('test', new Uint8Array(Buffer.from(model, 'base64')));
  const builder = graphBuilder();
  const fed = new Map<number, ReturnType<typeof tensor>>();
  try {
    const start = new Map<string, Operand>();
    const samples = batchAxis === undefined ? undefined : inputs[0]?.shape[batchAxis];
    inputs.forEach((input, i) => {
      const { name = '' } = input;
      const constant = constantOf(input);
      if (i >= explained) start.set(name, constant);
      else {
        const as = samples === undefined ? 'run' : 'batch';
        const info = { name, type: input.type, shape: input.shape };
        const value = inputValue(
          builder,
          batchAxis === undefined ? info : { ...info, batchAxis },
          as,
          samples ?? 1,
        );
        start.set(name, value);
        const shape = samples === undefined ? [1, ...input.shape] : input.shape;
        if (batchAxis !== undefined && batchAxis > 0)
          throw new Error('runCase: the batch axis must be the first.');
        fed.set(value.id, tensor(Float32Array.from(constant.data), [...shape]));
      }
    });
    const names = outputs.slice(0, wanted).map(({ name = '' }) => name);
    const { tensors, refused } = await readNodes(parsed, builder, start, names, { samples });
    const blamed = names.flatMap((name) => [...(refused.get(name) ?? [])]);
    if (blamed.length > 0) return { refused: listedRefusals(new Set(blamed)) };
    for (const output of outputs.slice(0, wanted)) {
      const operand = tensors.get(output.name ?? '');
      if (operand === undefined) throw new Error(`no output ${output.name}`);
      expect(operand.shape).toEqual(output.shape);
      const came = isConstant(operand) ? operand.data : numbersOf(operand);
      const expected = constantOf(output).data;
      expect(came.length).toBe(expected.length);
      for (const [i, value] of Array.from(expected).entries()) {
        const difference = Math.abs((came[i] ?? Number.NaN) - value);
        if (!(Object.is(came[i], value) || difference <= atol + rtol * Math.abs(value)))
          expect.fail(`${output.name}[${i}]: ${came[i]}, expected ${value}`);
      }
    }
    return { kinds: builder.nodes.map(({ operation }) => operation.kind).filter((kind) => kind !== 'input') };

    function numbersOf(operand: Exclude<Operand, Constant>): Float32Array {
      const node = { name: 'out', op: 'out', domain: '', inputs: [], outputs: [], attributes: new Map() };
      const at = nodeReading(builder, { node, opset: 0, operands: [], readers: [], samples });
      const ordered = inOnnxOrder(at, operand);
      const results = evaluateNodes(builder.nodes, fed, [ordered.id]);
      const data = results.get(ordered.id)?.dataSync() as Float32Array;
      dispose([...results.values()]);
      return data;
    }
  } finally {
    dispose([...builder.weights, ...fed.values()]);
  }
}
