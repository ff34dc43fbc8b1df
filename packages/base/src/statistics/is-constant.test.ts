import { describe, expect, it } from 'vitest';
import { isConstant } from './is-constant.js';

describe('isConstant', () => {
  it.each([[[0.1, 0.1, 0.1]], [[0.1 + 0.2, 0.3]], [[0, -0]], [[1e-300, 1e-300]], [[7]]])('%o', (values) => {
    expect(isConstant(values)).toBe(true);
  });

  it.each([[[1, 1 + 1e-12]], [[1e-300, 2e-300]], [[0, 1e-320]], [[Number.NaN, Number.NaN]], [[1, Infinity]]])(
    'not %o',
    (values) => {
      expect(isConstant(values)).toBe(false);
    },
  );
});
