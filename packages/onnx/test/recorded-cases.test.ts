import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { NEEDS_SHARED } from '../../../test/shared-folder.js';
import { isConstant } from '../src/read/value.js';
import { graphsOfCase } from './cases/graphs-of-case.js';
import { constantOf } from './cases/stored-case.js';
import { CASES, standardCases } from './conformance.js';
import { type RecordedNodes, randomNumbers, recordNodes, relativeError, runInTfjs } from './recorded.js';

describe('the graphs of the ONNX standard’s own cases', () => {
  beforeAll(() => useBackend('cpu'));

  const title = CASES === undefined ? NEEDS_SHARED : '';
  it.skipIf(CASES === undefined)(`are recorded with their derivatives ${title}`, async () => {
    const failures: string[] = [];
    const { numTensors } = memory();
    let recorded = 0;
    for (const test of standardCases().filter(
      ({ name, opset }) => opset >= 7 && name !== 'test_identity_sequence',
    )) {
      const constants = test.inputs.map(constantOf);
      const bytes = new Uint8Array(Buffer.from(test.model, 'base64'));
      for await (const each of graphsOfCase(bytes, constants)) {
        if ('refusal' in each || each.explained.length === 0) continue;
        const { explained, isReversed, graph } = each;
        for (const output of graph.outputs.values()) {
          if (isConstant(output)) continue;
          const where = `${test.name} ${explained} ${isReversed} [${graph.builder.nodes.map(({ operation }) => operation.kind)}]`;
          try {
            await check(
              { nodes: graph.builder.nodes, inputs: graph.inputs.map(({ id }) => id), output: output.id },
              explained.map((k) => constants[k]?.data ?? []),
            );
            recorded += 1;
          } catch (error) {
            failures.push(`${where}: ${(error as Error).message.slice(0, 300)}`);
          }
        }
      }
    }
    if (process.env.CSM_PRINT) console.log([...failures, '', recorded].join('\n'));
    expect(failures).toEqual([]);
    expect(recorded).toBe(786);
    expect(memory().numTensors).toBe(numTensors);
  });
});

async function check(nodes: RecordedNodes, data: readonly ArrayLike<number>[]): Promise<void> {
  for (const written of [false, true]) {
    const model = await recordNodes(nodes, written);
    try {
      for (const rows of [1, 2, 5]) {
        const given = nodes.inputs.map((id, i) => {
          const own = Array.from(data[i] ?? []);
          const others = Array.from({ length: rows - 1 }, (_, k) =>
            own.map((_, j) => own[(j + 3 * k + 1) % own.length] ?? 0),
          );
          return {
            shape: [rows, ...(nodes.nodes[id]?.outputShape ?? [])],
            data: [own, ...others].flat(),
          };
        });
        const expected = runInTfjs(nodes, given, (length) => randomNumbers(length, 'cotangent'));
        const came = await model.run(given, expected.cotangent, rows);
        const errors = [
          relativeError(came.output, expected.output),
          ...expected.gradients.map((each, i) => relativeError(came.gradients[i] ?? [], each)),
        ];
        if (errors.some((error) => !(error <= 4e-6)))
          throw new Error(`${rows} rows: ${errors}; ${model.operators.join(' ')}`);
      }
    } finally {
      await model.release();
    }
  }
}
