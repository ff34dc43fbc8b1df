import { readFileSync } from 'node:fs';
import { dispose, memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import { sharedPath } from '../../../test/shared-folder.js';
import type { Constant } from '../src/model/onnx-model.js';
import { readModel } from '../src/model/read-model.js';
import { indexing } from '../src/read/operators/indexing/index.js';
import { logic } from '../src/read/operators/logic/index.js';
import { shape } from '../src/read/operators/shape/index.js';
import { isNotConstant } from '../src/read/refusals.js';
import { isConstant } from '../src/read/value.js';
import { type CaseTensor, constantOf, type StandardCase } from './cases/stored-case.js';
import { graphOfNodes, runNodes } from './graph-of-nodes.js';

const path = sharedPath('oracles', 'onnx-conformance', 'cases.json');
const mine = [...Object.keys({ ...indexing, ...logic, ...shape }), 'Constant'];
// The only output of `test_identity_sequence` is no tensor.
const cases = (path === undefined ? [] : (JSON.parse(readFileSync(path, 'utf8')) as StandardCase[])).filter(
  ({ name, ops }) => name !== 'test_identity_sequence' && ops.every((op) => mine.includes(op)),
);

const numbersOf = (stored: CaseTensor): number[] => Array.from(constantOf(stored).data);

/** Cases of what is not supported, with the reason. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  test_not_3d: /expected operators of opset 7 or newer; the model has opset 1;/,
  test_training_dropout_default: /training mode/,
  test_training_dropout_mask: /training mode/,
};

describe.skipIf(path === undefined).each(BACKENDS)(
  "the standard's cases of operators on positions, on %s",
  (backend) => {
    beforeAll(() => useBackend(backend));

    it.each(cases.map((test) => [test.name, test] as const))('%s', async (name, test) => {
      const refusal = REFUSED[name];
      const run = async () => {
        const model = await readModel('test', Uint8Array.from(Buffer.from(test.model, 'base64')));
        const wanted = model.outputs.map((output) => output.name);
        const all = model.inputs.map(({ name }, i) => {
          const { type, shape } = test.inputs[i]!;
          const data = Float64Array.from(numbersOf(test.inputs[i]!));
          return [name, { type, shape, data } satisfies Constant] as const;
        });
        for (const isReversed of [false, true]) {
          const isDynamic = (input: Constant, all: boolean) =>
            (all || input.type === 'float32') && input.data.length > 0;
          const inputsOf = (all_: boolean) =>
            new Map(
              all.map(([name, input]) => [
                name,
                isDynamic(input, all_) ? { type: input.type, shape: input.shape } : input,
              ]),
            );
          // Whole numbers and truth values as inputs of the graph, where the operator does not need constants.
          let dynamic = inputsOf(true);
          let graph: Awaited<ReturnType<typeof graphOfNodes>>;
          try {
            graph = await graphOfNodes(model, dynamic, wanted, isReversed);
          } catch (error) {
            if (!isNotConstant(error)) throw error;
            dynamic = inputsOf(false);
            graph = await graphOfNodes(model, dynamic, wanted, isReversed).catch((error) => {
              if (!isNotConstant(error)) throw error;
              dynamic = new Map(all);
              return graphOfNodes(model, dynamic, wanted, isReversed);
            });
          }
          const samples = all.flatMap(([name, input]) =>
            'data' in dynamic.get(name)! ? [] : [[input, { ...input, data: input.data.map(() => 1) }]],
          );
          for (const [i, expected] of test.outputs.entries()) {
            const output = graph.outputs.get(wanted[i]!)!;
            const numbers = isConstant(output)
              ? Array.from(output.data)
              : runNodes(graph, samples, output.id).values;
            expect(output.shape).toEqual(expected.shape);
            expect(output.type).toBe(expected.type);
            const wantedNumbers = numbersOf(expected);
            expect(numbers.slice(0, wantedNumbers.length).map((n) => n + 0)).toEqual(
              wantedNumbers.map((n) => n + 0),
            );
          }
          dispose(graph.builder.weights);
        }
      };
      const { numTensors } = memory();
      if (refusal) await expect(run()).rejects.toThrow(refusal);
      else {
        await run();
        expect(memory().numTensors).toBe(numTensors);
      }
    });
  },
);
