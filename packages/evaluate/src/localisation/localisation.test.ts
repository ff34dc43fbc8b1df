import * as fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { averagePrecision } from './average-precision.js';
import { localisation } from './localisation.js';

describe('localisation', () => {
  const mask = ndarray(Uint8Array.from([1, 0, 0, 0]), [2, 2]);

  it('equals values by hand, with channels summed', () => {
    const maps = ndarray(Float32Array.from([3, -1, 1, 1, 0, 0, -2, -2]), [1, 2, 2, 2]);
    // Pixels 2, 2, 0, −4.
    expect(Object.values(localisation(maps, mask)).map((each) => each[0])).toEqual([
      0.25,
      0,
      (0.5 + 0 + 1) / 3,
      1 / 3,
      0.25,
    ]);
    const positive = localisation(maps, mask, { sign: 'positive' });
    expect([positive.mass[0], positive.pointing[0]]).toEqual([0.5, 0.5]);
  });

  it('is the area for uninformative maps', () => {
    const constant = localisation(ndarray(new Float32Array(4).fill(1), [1, 2, 2]), mask);
    expect([constant.mass[0], constant.pointing[0], constant.auc[0], constant.averagePrecision[0]]).toEqual([
      0.25, 0.25, 0.5, 0.25,
    ]);
    expect(localisation(ndarray(new Float32Array(4), [1, 2, 2]), mask).mass[0]).toBe(0);
  });

  it('ignores pixels outside the option within', () => {
    const number = fc.integer({ min: -5, max: 5 });
    fc.assert(
      fc.property(fc.array(number, { minLength: 6, maxLength: 6 }), (values) => {
        const labels = Uint8Array.from([1, 0, 1, 0, 1, 0]);
        const within = ndarray(Uint8Array.from([1, 1, 1, 1, 0, 0]), [1, 6]);
        const whole = localisation(ndarray(values, [1, 6]), ndarray(labels, [1, 6]), { within });
        const cut = localisation(ndarray(values.slice(0, 4), [1, 4]), ndarray(labels.slice(0, 4), [1, 4]));
        expect(whole).toEqual(cut);
      }),
      { seed: 1 },
    );
  });

  it('rejects maps with NaN at considered pixels, and unknown signs', () => {
    const maps = ndarray(Float32Array.from([1, 2, 3, Number.NaN]), [1, 2, 2]);
    expect(() => localisation(maps, mask)).toThrow(/localisation: map 0 holds NaN at a considered pixel/);
    const within = ndarray(Uint8Array.from([1, 1, 1, 0]), [2, 2]);
    expect(localisation(maps, mask, { within }).auc[0]).toBe(0);
    expect(() => averagePrecision([1, Number.NaN], [1, 0])).toThrow(/averagePrecision: a score is NaN/);
    expect(() => localisation(maps, mask, { within, sign: 'signed' as 'positive' })).toThrow(
      /sign must be 'absolute' or 'positive'; got "signed"/,
    );
  });

  it('rejects masks that do not fit, are empty or full', () => {
    const maps = ndarray(new Float32Array(8), [2, 2, 2]);
    expect(() => localisation(maps, ndarray(new Uint8Array(9), [3, 3]))).toThrow(
      /masks must have shape \[2, 2\] or \[2, 2, 2\]; got \[3, 3\]/,
    );
    expect(() => localisation(maps, ndarray(new Uint8Array(4), [2, 2]))).toThrow(/mask 0 covers 0 of 4/);
    expect(() => localisation(maps, ndarray(new Uint8Array(4).fill(1), [2, 2]))).toThrow(/covers 4 of 4/);
  });

  it('rejects masks with NaN, which is neither inside nor outside', () => {
    const maps = ndarray(Float32Array.from([1, 2, 3, 4]), [1, 2, 2]);
    const unknown = Float32Array.from([1, 0, 0, Number.NaN]);
    for (const shape of [
      [2, 2],
      [1, 2, 2],
    ]) {
      expect(() => localisation(maps, ndarray(unknown, shape))).toThrow(
        /localisation: masks must be 1 inside and 0 outside; got NaN/,
      );
    }
    expect(() => localisation(maps, mask, { within: ndarray(unknown, [2, 2]) })).toThrow(
      /: within must be 1/,
    );
  });
});
