import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { brokenExplainers, correctExplainer } from '../../test/broken-explainers.js';
import { testEncoders } from './encoders.js';
import { type ContractCheck, explainerContract } from './explainer-contract.js';
import { testExplainer } from './test-explainer.js';

/** The messages of the checks that fail, by name. */
async function failuresOf(checks: readonly ContractCheck[]): Promise<Record<string, string>> {
  const failures: Record<string, string> = {};
  for (const { name, run } of checks) {
    await run().catch((error: Error) => {
      failures[name] = error.message;
    });
  }
  return failures;
}

// The faults are found by comparing numbers that one backend computes. `contract.test.ts` runs the checks on both.
describe('the contract', () => {
  beforeAll(() => useBackend('cpu'));

  it('accepts a correct explainer, and leaks nothing', async () => {
    const before = tf.memory();
    await testExplainer(() => correctExplainer, { promises: { linear: true } });
    expect(tf.memory()).toEqual(before);
  });

  describe('finds, by these checks only, an explainer that', () => {
    let relu: tf.GradConfig;
    beforeEach(() => {
      relu = tf.getGradient('Relu');
    });
    afterEach(() => {
      tf.unregisterGradient('Relu');
      tf.registerGradient(relu);
      tf.env().set('PROD', false);
    });

    it.each(brokenExplainers)('$fault', async ({ failing, promises, create }) => {
      const failures = await failuresOf(explainerContract(create, { promises }));
      expect(Object.keys(failures).sort()).toEqual([...failing].sort());
      expect(failures[failing[0]!]).toMatch(/^.+ \((dense|convolutional|pooling) encoder\): .*expected /);
    });
  });
});

describe('testExplainer', () => {
  beforeAll(() => useBackend('cpu'));
  const backwards = brokenExplainers.find(({ fault }) => fault === 'reports percents')!.create;

  it('lists every check that failed, with what was expected and what came', async () => {
    const error = await testExplainer(() => ({ ...backwards(), name: '' })).catch((reason) => reason);
    expect(error.code).toBe('ERR_INVALID_ARGUMENT');
    expect(error).toBeInstanceOf(AggregateError);
    expect(error.errors).toHaveLength(2);
    expect(error.message).toBe(
      `testExplainer: 2 of ${explainerContract(backwards).length} checks failed on backend cpu:\n` +
        '- name (dense encoder): name: expected a string that is not empty; got "".\n' +
        '- progress (dense encoder): attribute: done / total of run.onProgress: expected numbers from 0 to 1 that never fall and end ' +
        'with 1; got [50, 100].',
    );
  });

  it('calls `create` with the encoder, and accepts encoders of the caller', async () => {
    const shapes: string[] = [];
    const { dense: _, ...images } = testEncoders;
    const create = ({ inputShape }: { inputShape: readonly number[] }) => {
      shapes.push(`${inputShape}`);
      return correctExplainer;
    };
    await testExplainer(create, { encoders: images });
    expect([...new Set(shapes)]).toEqual(['6,5,2', '8,7,1']);
  });

  it('refuses unknown options and promises', async () => {
    const loose = (options: object) => testExplainer(() => correctExplainer, options);
    await expect(loose({ tolerence: 1 })).rejects.toThrow(
      'explainerContract: unknown option "tolerence"; valid',
    );
    await expect(loose({ promises: { complete: { base: 0 } } })).rejects.toThrow(
      'explainerContract: unknown option "promises.complete.base"; valid options: promises.complete.baseline',
    );
  });

  it('finds a fault that shows with one encoder only', async () => {
    const create = ({ inputShape }: { inputShape: readonly number[] }) =>
      inputShape.length === 1 ? correctExplainer : backwards();
    await expect(testExplainer(create)).rejects.toThrow('1 of ');
    await expect(testExplainer(create)).rejects.toThrow('progress (convolutional encoder)');
  });
});
