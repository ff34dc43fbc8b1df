import { describe, expect, it } from 'vitest';
import { bestEpoch, isPatienceExhausted } from './early-stopping.js';
import type { EpochResult } from './loss/epoch-result.js';

/** A history with these validation losses. */
const history = (...losses: number[]): EpochResult[] =>
  losses.map((loss, i) => {
    const parts = { loss, reconstruction: loss, kl: 0 };
    return { epoch: i + 1, seconds: 1, ...parts, validation: parts };
  });

describe('bestEpoch', () => {
  it('returns the epoch with the lowest validation loss, the first of equals', () => {
    expect(bestEpoch(history(3, 1, 2, 1))).toBe(1);
    expect(bestEpoch([])).toBe(-1);
  });
});

describe('isPatienceExhausted', () => {
  it('is true once so many epochs were no better than the best', () => {
    expect(isPatienceExhausted(history(3, 1, 2), 2)).toBe(false);
    expect(isPatienceExhausted(history(3, 1, 2, 1), 2)).toBe(true);
    expect(isPatienceExhausted(history(3, 1, 2, 0.5), 2)).toBe(false);
    expect(isPatienceExhausted([], 1)).toBe(false);
    expect(isPatienceExhausted(history(1, 2, 3, 4), undefined)).toBe(false);
  });
});
