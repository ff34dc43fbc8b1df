import { describe, expect, it } from 'vitest';
import { emitter } from './emitter.js';
import { add, div, mul } from './kernels/elementwise.js';
import { reduced } from './kernels/reductions.js';
import { BATCH, type Value } from './value.js';
import { sizePerSample, valuesBetween } from './values-between.js';

const shape = [BATCH, 4, 8];

/** A forward pass with one node, and what a backward pass reads of it. */
function between(
  backward: (own: ReturnType<typeof emitter>, forward: Value, cotangent: Value, input: Value) => Value,
) {
  const own = emitter();
  const input = own.input('input', { type: 'float32', shape });
  const forward = own.add('Exp', [input], { type: 'float32', shape });
  const nodes = new Set(own.nodes);
  const cotangent = own.input('cotangent', { type: 'float32', shape });
  const found = valuesBetween(own, nodes, [input], backward(own, forward, cotangent, input));
  return {
    kept: found.kept.map(({ name }) => name.replace(/_.*/, '')),
    inputs: found.inputs.map(({ name }) => name),
  };
}

describe('valuesBetween', () => {
  it('keeps what the forward pass computed', () => {
    expect(between((own, forward, cotangent) => mul(own, cotangent, forward))).toEqual({
      kept: ['Exp'],
      inputs: [],
    });
  });

  it('keeps the input of a reshape instead of its output', () => {
    const found = between((own, forward, cotangent) => {
      const flat = [BATCH, 32];
      return mul(own, own.reshaped(cotangent, flat), own.reshaped(forward, flat));
    });
    expect(found).toEqual({ kept: ['Exp'], inputs: [] });
  });

  it('keeps a value that is much smaller than its sources', () => {
    const found = between((own, forward, cotangent) =>
      div(own, cotangent, reduced(own, 'ReduceMean', forward, [2], true)),
    );
    expect(found).toEqual({ kept: ['ReduceMean'], inputs: [] });
  });

  it('computes a larger value again', () => {
    const found = between((own, forward, cotangent) =>
      div(own, cotangent, add(own, forward, own.constant([1], []))),
    );
    expect(found).toEqual({ kept: ['Exp'], inputs: [] });
  });

  it('reads inputs of the forward pass', () => {
    const found = between((own, _forward, cotangent, input) => mul(own, cotangent, input));
    expect(found).toEqual({ kept: [], inputs: ['input'] });
  });

  it('does not keep values that depend on the cotangent', () => {
    const found = between((own, _forward, cotangent) => reduced(own, 'ReduceSum', cotangent, [1, 2], true));
    expect(found).toEqual({ kept: [], inputs: [] });
  });

  it('counts the elements of a sample', () => {
    expect(sizePerSample({ name: '', type: 'float32', shape: [3 * BATCH, 2, 5] })).toBe(30);
  });
});
