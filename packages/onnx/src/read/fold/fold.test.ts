import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { NEEDS_SHARED, sharedPath } from '../../../../../test/shared-folder.js';
import { constantOf, type StandardCase } from '../../../test/cases/stored-case.js';
import type { Constant } from '../../model/onnx-model.js';
import { readModel } from '../../model/read-model.js';
import { fold } from './fold.js';

/** How many of the cases consist of operators that the host has; the others run on the backend. */
const PASSED = 172;

/** How many of the cases state an opset below 7, which is refused. */
const TOO_OLD = 10;

const total = (counts: ReadonlyMap<string, number>) =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

/** Runs a model whose operators are all folded; undefined if one is not. */
async function folded({
  model: text,
  inputs,
}: StandardCase): Promise<readonly (Constant | undefined)[] | undefined> {
  const model = await readModel('test', Buffer.from(text, 'base64'));
  const tensors = new Map<string, Constant>(model.constants);
  model.inputs.forEach(({ name }, i) => {
    const input = inputs[i];
    if (input) tensors.set(name, constantOf(input));
  });
  for (const node of model.nodes) {
    const outputs = fold(
      node,
      model.opsets.get('') ?? 0,
      node.inputs.map((name) => tensors.get(name)),
    );
    if (outputs === undefined) return undefined;
    node.outputs.forEach((name, i) => {
      const output = outputs[i];
      if (output) tensors.set(name, output);
    });
  }
  return model.outputs.map(({ name }) => tensors.get(name));
}

const path = sharedPath('oracles', 'onnx-conformance', 'cases.json');
it.skipIf(!path)(`folds the standard's cases ${path ? '' : NEEDS_SHARED}`, async () => {
  const cases = JSON.parse(await readFile(path ?? '', 'utf8')) as readonly StandardCase[];
  const wrong: string[] = [];
  const passed = new Map<string, number>();
  const left = new Map<string, number>();
  const tooOld: string[] = [];
  for (const each of cases) {
    if (each.name === 'test_identity_sequence') continue;
    if (each.opset < 7) {
      await expect(folded(each), each.name).rejects.toMatchObject({
        code: 'ERR_UNSUPPORTED_MODEL',
        message: expect.stringContaining(`the model has opset ${each.opset};`),
      });
      tooOld.push(each.name);
      continue;
    }
    const op = each.ops.join('+');
    let results: Awaited<ReturnType<typeof folded>>;
    try {
      results = await folded(each);
    } catch (error) {
      wrong.push(`${each.name}: ${error}`);
      continue;
    }
    if (results === undefined) {
      left.set(op, (left.get(op) ?? 0) + 1);
      continue;
    }
    const isRight = each.outputs.every((expected, i) => {
      const [result, { type, shape, data }] = [results[i], constantOf(expected)];
      if (result?.type !== type || `${result.shape}` !== `${shape}` || result.data.length !== data.length)
        return false;
      return data.every((x: number, k: number) => {
        const y = result.data[k] ?? 0;
        return Object.is(x, y) || Math.abs(x - y) <= each.atol + each.rtol * Math.abs(x);
      });
    });
    if (isRight) passed.set(op, (passed.get(op) ?? 0) + 1);
    else wrong.push(each.name);
  }
  expect(wrong).toEqual([]);
  expect(total(passed)).toBe(PASSED);
  expect(tooOld).toHaveLength(TOO_OLD);
  expect(total(left) + total(passed) + TOO_OLD).toBe(250);
});
