import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { NEEDS_SHARED } from '../../../test/shared-folder.js';
import { constantOf } from './cases/stored-case.js';
import { CASES, standardCases } from './conformance.js';
import { derivativeVerdict } from './derivative-verdict.js';

/** A whole-number base makes a whole-number power: stairs with so many steps that differences see a slope. */
const STAIRS = ['test_pow_types_int32_float32', 'test_pow_types_int64_float32'];
/** Its output is a sequence. */
const NO_TENSOR = ['test_identity_sequence'];

describe('the derivatives of the ONNX standard’s own cases', () => {
  beforeAll(() => useBackend('cpu'));

  const title = CASES === undefined ? NEEDS_SHARED : '';
  it.skipIf(CASES === undefined)(`equal central differences, but at kinks and jumps ${title}`, async () => {
    const counts = new Map<string, { pass: number; refused: number; wrong: number }>();
    const [wrong, unseen]: [string[], string[]] = [[], []];
    const { numTensors } = memory();
    for (const test of standardCases().filter(({ name, opset }) => opset >= 7 && !NO_TENSOR.includes(name))) {
      const bytes = new Uint8Array(Buffer.from(test.model, 'base64'));
      const verdict = await derivativeVerdict(bytes, test.inputs.map(constantOf));
      const stairs = verdict.kind === 'wrong' && STAIRS.includes(test.name);
      const kind = stairs ? 'pass' : verdict.kind;
      for (const op of test.ops) {
        const count = counts.get(op) ?? { pass: 0, refused: 0, wrong: 0 };
        count[kind]++;
        counts.set(op, count);
      }
      if (kind === 'wrong' && 'reason' in verdict) wrong.push(`${test.name}: ${verdict.reason}`);
      if (verdict.kind === 'pass' && verdict.skipped > verdict.compared) unseen.push(test.name);
    }
    if (process.env.CSM_PRINT) console.table(Object.fromEntries([...counts].sort()));
    expect(wrong).toEqual([]);
    // Its input is a list of positions in a table.
    expect(unseen).toEqual(['test_onehot_with_negative_axis']);
    expect(memory().numTensors).toBe(numTensors);
  });
});
