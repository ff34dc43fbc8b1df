import { readFileSync } from 'node:fs';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import { runCase } from './cases/standard-case.js';
import { constantOf, type StandardCase } from './cases/stored-case.js';
import { derivativeVerdict } from './derivative-verdict.js';

afterAll(() => useBackend('cpu'));

const file = new URL('../../../test/oracles/onnx-operators/cases.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as StandardCase[];

/** What is refused, and a part of the reason. */
const REFUSED: Readonly<Record<string, string>> = {
  test_attention_4d_gqa_causal_nonpad_decode: 'the input "nonpad_kv_seqlen" is not supported',
  test_attention_local_window: 'the attribute "left_window_size" is not supported',
  test_batchnorm_epsilon_training_mode: 'the mean and variance of the batch',
  test_batchnorm_example_training_mode: 'the mean and variance of the batch',
  test_dequantizelinear_blocked: 'quantised blocks are only supported in constants',
  test_quantizelinear_blocked_asymmetric: 'quantised blocks are only supported in constants',
  test_quantizelinear_blocked_symmetric: 'quantised blocks are only supported in constants',
};

/** Queries, keys and values are inputs of the graph; of other operators, the first input is. */
const explained = ({ name }: StandardCase): number => (isAttention(name) ? 3 : 1);

/** The other outputs of an attention are not supported. */
const wantedOf = ({ name, outputs }: StandardCase): number => (isAttention(name) ? 1 : outputs.length);

const isAttention = (name: string): boolean => name.startsWith('test_attention');

describe('the standard’s own cases', () => {
  it.each(BACKENDS)('give the outputs, on %s', async (backend) => {
    await useBackend(backend);
    const { numTensors } = memory();
    for (const each of cases) {
      const result = await runCase(each, { explained: explained(each), wanted: wantedOf(each) });
      const reason = REFUSED[each.name];
      if (reason === undefined) expect(result, each.name).not.toHaveProperty('refused');
      else expect((result as { refused: string }).refused, each.name).toContain(reason);
    }
    expect(memory().numTensors).toBe(numTensors);
  });

  it('give the same with the first axis as the samples, or say that they would mix them', async () => {
    await useBackend('cpu');
    const mixing: string[] = [];
    for (const each of cases) {
      if (REFUSED[each.name] !== undefined || ['GRU', 'LSTM', 'RNN'].includes(each.ops[0] ?? '')) continue;
      try {
        const result = await runCase(each, { explained: explained(each), wanted: 1, batchAxis: 0 });
        expect(result, each.name).not.toHaveProperty('refused');
      } catch (error) {
        if (!(error as Error).message.includes('may mix the samples')) throw error;
        mixing.push(each.name);
      }
    }
    // Those with axis 0 among the normalised axes, and those with a mask or angles that differ between the samples.
    const reasons =
      /center_crop_pad|axis_?0|axis_negative_[234]|test_mvn|mask_3d|mask_4d|bool_4d|rotary_embedding/;
    expect(mixing.filter((name) => !reasons.test(name))).toEqual([]);
    expect(mixing).not.toHaveLength(0);
  });

  it('count the nodes that a person sees', async () => {
    await useBackend('cpu');
    const kindsOf = async (name: string) => {
      const found = cases.find((each) => each.name === name);
      if (found === undefined) throw new Error(name);
      return runCase(found, { explained: explained(found), wanted: 1, batchAxis: 0 });
    };
    expect(await kindsOf('test_rms_normalization_default_axis')).toEqual({ kinds: ['rmsNormalization'] });
    expect(await kindsOf('test_attention_4d')).toEqual({
      kinds: ['matMul', 'scale', 'activation', 'matMul'],
    });
    expect(await kindsOf('test_attention_4d_attn_mask')).toEqual({
      kinds: ['matMul', 'scale', 'shift', 'activation', 'matMul'],
    });
  });

  it('have derivatives where masks of −∞ let a query attend to no key', async () => {
    await useBackend('cpu');
    const masked = cases.filter(({ name }) => name.includes('nan_robustness'));
    expect(masked).toHaveLength(3);
    for (const { name, model, inputs } of masked) {
      const bytes = new Uint8Array(Buffer.from(model, 'base64'));
      const verdict = await derivativeVerdict(bytes, inputs.map(constantOf));
      // Three inputs of 32 numbers, together and each alone, in two layouts.
      expect(verdict, name).toMatchObject({ kind: 'pass', compared: 2 * 2 * 3 * 32, skipped: 0 });
    }
  });
});
