import { beforeAll, describe, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { expectDefinition, numbers } from '../../../test/against-definition.js';

beforeAll(() => useBackend('cpu'));

interface Settings {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly bias: number;
}

/** As the ONNX standard defines it. */
function normalised(x: readonly number[], channels: number, { size, alpha, beta, bias }: Settings): number[] {
  return x.map((value, i) => {
    const start = i - (i % channels);
    const first = Math.max(0, (i % channels) - Math.floor((size - 1) / 2));
    const last = Math.min(channels - 1, (i % channels) + Math.ceil((size - 1) / 2));
    let squares = 0;
    for (let k = first; k <= last; k++) squares += (x[start + k] ?? Number.NaN) ** 2;
    return value / (bias + (alpha / size) * squares) ** beta;
  });
}

describe('local response normalisation', () => {
  it.each<Settings>([
    { size: 3, alpha: 0.5, beta: 0.75, bias: 1 },
    { size: 2, alpha: 1, beta: 0.5, bias: 2 },
    { size: 5, alpha: 2, beta: 1, bias: 1 },
    { size: 1, alpha: 1e-4, beta: 0.75, bias: 1 },
    { size: 40, alpha: 3, beta: 0.75, bias: 0.5 },
  ])('matches its definition and its differences: %o', async (settings) => {
    await expectDefinition(
      () => ({ kind: 'localResponseNormalization', ...settings }),
      { values: numbers(42, 4), shape: [2, 3, 7] },
      (x) => normalised(x, 7, settings),
    );
  });
});
