import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { NEEDS_SHARED, sharedPath } from '../../../../../test/shared-folder.js';
import type { Constant, ElementType } from '../../model/onnx-model.js';
import { readModel } from '../../model/read-model.js';
import { rawNumbers } from '../../model/tensor/raw-numbers.js';
import { fold } from './fold.js';

/** How many of the cases consist of operators that the host has; the others run on the backend. */
const PASSED = 173;

const total = (counts: ReadonlyMap<string, number>) =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

interface Given {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: string;
}

interface Case {
  readonly name: string;
  readonly ops: readonly string[];
  readonly rtol: number;
  readonly atol: number;
  readonly model: string;
  readonly inputs: readonly Given[];
  readonly outputs: readonly Given[];
}

const constantOf = ({ type, shape, data }: Given): Constant => ({
  type,
  shape,
  data: rawNumbers(type, new Uint8Array(Buffer.from(data, 'base64'))),
});

/** Runs a model whose operators are all folded; undefined if one is not. */
async function folded({ model: text, inputs }: Case): Promise<readonly (Constant | undefined)[] | undefined> {
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
  const cases = JSON.parse(await readFile(path ?? '', 'utf8')) as readonly Case[];
  const wrong: string[] = [];
  const passed = new Map<string, number>();
  const left = new Map<string, number>();
  for (const each of cases) {
    if (each.name === 'test_identity_sequence') continue;
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
  expect(total(left) + total(passed)).toBe(250);
});
