import { readFileSync } from 'node:fs';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import { runCase } from './cases/standard-case.js';
import type { StandardCase } from './cases/stored-case.js';

afterAll(() => useBackend('cpu'));

const file = new URL('../../../test/oracles/onnx-operators/arithmetic.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as StandardCase[];

/** What is refused, and a part of the reason. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^test_isinf_(positive|negative)$/, 'expected both infinities'],
  [/^test_reduce_.*empty_set(?!_non)/, 'expected numbers to reduce'],
];
const refusalOf = (name: string) => REFUSED.find(([names]) => names.test(name))?.[1];

/** Axes and limits are constants; slopes, too. */
const explainedOf = ({ ops, inputs }: StandardCase): number =>
  /^(Reduce|Clip|PRelu)/.test(ops[0] ?? '') ? 1 : inputs.length;

async function outcome(each: StandardCase, settings: Parameters<typeof runCase>[1]): Promise<string> {
  try {
    const result = await runCase(each, settings);
    return 'refused' in result ? `refused: ${result.refused}` : 'right';
  } catch (error) {
    return `${(error as Error).message}`;
  }
}

describe.each(BACKENDS)('the standard’s cases of arithmetic, on %s', (backend) => {
  it('give the outputs, with all inputs explained and with the first one', async () => {
    await useBackend(backend);
    const { numTensors } = memory();
    const wrong: string[] = [];
    for (const each of cases) {
      for (const explained of new Set([1, explainedOf(each)])) {
        const found = await outcome(each, { explained });
        const reason = refusalOf(each.name);
        const isExpected = reason === undefined ? found === 'right' : found.includes(reason);
        if (!isExpected) wrong.push(`${each.name} ${explained}: ${found}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(memory().numTensors).toBe(numTensors);
  });
});

it('the first axis as the samples gives the same, or is said to mix them', async () => {
  await useBackend('cpu');
  const wrong: string[] = [];
  const mixing: string[] = [];
  for (const each of cases) {
    const { name, inputs } = each;
    const [first] = inputs;
    if ((first?.shape.length ?? 0) === 0 || refusalOf(name)) continue;
    const alike = inputs.every(({ shape }) => `${shape}` === `${first?.shape}`);
    const found = await outcome(each, { explained: alike ? explainedOf(each) : 1, batchAxis: 0 });
    if (found.includes('may mix the samples')) mixing.push(name);
    else if (found !== 'right') wrong.push(`${name}: ${found}`);
  }
  expect(wrong).toEqual([]);
  // What goes along the first axis or all axes, matrices that are transposed, and constants that differ between the samples.
  const reasons = /axis_0|default_axes|log_sum_(asc|default)|gemm|matmul|prelu_example/;
  expect(mixing.filter((name) => !reasons.test(name))).toEqual([]);
});
