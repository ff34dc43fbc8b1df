import { describe, expect, it } from 'vitest';
import { hidesNonlinearity } from './hides-nonlinearity.js';
import type { Operation } from './operation.js';

const hides = (operation: Operation, constantInputs?: readonly boolean[]) =>
  hidesNonlinearity({
    id: 1,
    name: 'node',
    operation,
    inputs: [],
    outputShape: [],
    ...(constantInputs && { constantInputs }),
  });

describe('a hidden nonlinearity', () => {
  it.each<[Operation, boolean]>([
    [{ kind: 'elementwise', function: 'abs' }, true],
    [{ kind: 'elementwise', function: 'clip', minimum: -30, maximum: 20 }, true],
    [{ kind: 'elementwise', function: 'clip', minimum: 0 }, true],
    [{ kind: 'elementwise', function: 'clip', minimum: 1e-12 }, false],
    [{ kind: 'elementwise', function: 'sqrt' }, false],
    [{ kind: 'activation', activation: 'relu' }, false],
    [{ kind: 'divide' }, false],
    [{ kind: 'matMul' }, false],
    [{ kind: 'maximum' }, false],
    [{ kind: 'where' }, true],
  ])('%o: %s', (operation, expected) => {
    expect(hides(operation)).toBe(expected);
    expect(hides(operation, [true])).toBe(false);
  });

  it('may be the larger of a value and a constant, or a choice by a condition that depends on the input', () => {
    expect(hides({ kind: 'maximum' }, [true, false])).toBe(true);
    expect(hides({ kind: 'minimum' }, [false, true])).toBe(true);
    expect(hides({ kind: 'where' }, [false, true, false])).toBe(true);
    expect(hides({ kind: 'where' }, [true, false, false])).toBe(false);
    expect(hides({ kind: 'where' }, [false, true, true])).toBe(false);
  });
});
