import { describe, expect, it } from 'vitest';
import { checkOptions } from './check-options.js';

interface Options {
  steps?: number;
  seed?: number | undefined;
  baseline?: number | { blur: number };
  sample?: { seed?: number };
  signal?: AbortSignal;
  onWarning?: (message: string) => void;
}

const check = (options: unknown) =>
  checkOptions<Options>('encode', options as Options, {
    steps: true,
    seed: true,
    baseline: { blur: true },
    sample: { seed: true },
    signal: true,
    onWarning: true,
  });

describe('checkOptions', () => {
  it('accepts known options, undefined ones and no options', () => {
    const { signal } = new AbortController();
    check({ steps: 1, seed: undefined, sample: { seed: 1 }, baseline: 0, signal, onWarning: () => {} });
    check({ baseline: { blur: 2 } });
    check({});
    check(undefined);
  });

  it('names an unknown option and the valid ones', () => {
    const known = { steps: true, seed: true } as const;
    const options = { step: 1 } as { steps?: number; seed?: number };
    expect(() => checkOptions('integratedGradients', options, known)).toThrow(
      'integratedGradients: unknown option "step"; valid options: steps, seed.',
    );
    expect(() => check({ constructor: 1 })).toThrow('unknown option "constructor"');
  });

  it('names an unknown option of nested options', () => {
    expect(() => check({ sample: { seeds: 1 } })).toThrow(
      'encode: unknown option "sample.seeds"; valid options: sample.seed.',
    );
  });

  it('leaves nested values that are not plain objects to the function', () => {
    check({ sample: 3, baseline: new Float32Array(2) });
  });

  it.each([
    [null, 'null'],
    [3, 'a number'],
    [[], 'an array'],
  ])('rejects %o', (options, name) => {
    expect(() => check(options)).toThrow(
      `encode: expected an object of options (steps, seed, baseline, sample, signal, onWarning); got ${name}.`,
    );
  });

  it('throws a TypeError with a code', () => {
    expect(() => check({ step: 1 })).toThrow(TypeError);
    expect(() => check({ step: 1 })).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARGUMENT' }));
  });

  it('asks for every option at compile time', () => {
    // @ts-expect-error seed is missing.
    checkOptions<{ steps?: number; seed?: number }>('encode', {}, { steps: true });
    // @ts-expect-error a number has no nested options.
    checkOptions<{ steps?: number }>('encode', {}, { steps: { of: true } });
  });
});
