import { conceptVector, type Explainer, layersEncoder } from '@csm/core';
import { gradient, guidedBackprop, integratedGradients, posteriorAverage } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import Papa from 'papaparse';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import {
  LATENT,
  normals,
  pictures,
  SIZE,
  shiftedLatents,
  showsInput,
  smallEncoder,
} from '../../test/small-vae.js';
import { decodeFunction } from '../faithfulness/decode-function.js';
import { evaluate } from './evaluate.js';
import { evaluationToCsv, evaluationToJson } from './evaluation-files.js';

beforeAll(() => useBackend('cpu'));
const encoder = () => smallEncoder();
const concept = conceptVector('smile', [1, -2, 0.5, 1, 0, 3]);
const real = { positives: shiftedLatents(30, 3, 1), negatives: shiftedLatents(40, 0, 2) };

describe('evaluate', () => {
  const masks = ndarray(
    Float32Array.from({ length: SIZE * SIZE }, (_, i) => (i < 12 ? 1 : 0)),
    [SIZE, SIZE],
  );
  const decoder = () =>
    tfl.sequential({
      layers: [
        tfl.layers.dense({ units: SIZE * SIZE * 2, inputShape: [LATENT] }),
        tfl.layers.reshape({ targetShape: [SIZE, SIZE, 2] }),
      ],
    });
  const quick = { randomConcepts: 3, steps: 4, samples: 5, onWarning: () => {} };

  it('returns one row per method and measure, with controls', async () => {
    const small = encoder();
    const model = decoder();
    const before = tf.memory().numTensors;
    const steps: number[] = [];
    const table = await evaluate(small, concept, pictures(3), [gradient(), guidedBackprop(), showsInput()], {
      ...quick,
      masks,
      examples: real,
      decode: decodeFunction(model),
      onProgress: ({ done, total }) => steps.push(done / total),
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(steps.at(-1)).toBe(1);
    const measures = (method: string) =>
      table.rows.filter((row) => row.method === method).map(({ measure }) => measure);
    expect(measures('gradient')).toEqual([
      'concept control: explained by random',
      'concept control: pearson',
      'concept control: spearman',
      'concept control: ssim',
      'concept control: topOverlap',
      'localisation: mass',
      'localisation: pointing',
      'localisation: auc',
      'localisation: averagePrecision',
      'localisation: rank',
      'complexity: sparseness',
      'complexity: entropy',
      'faithfulness: deletion gap, zeros',
      'faithfulness: deletion gap, blurred',
      'faithfulness: explained, noise',
      'faithfulness: explained, squares',
      'generative agreement: signed',
      'generative agreement: magnitude',
      'generative agreement: topOverlap',
      'faithfulness: sensitivity-max',
      'stability: resampled examples, pearson',
      'stability: resampled examples, topOverlap',
      'model control: pearson, first layer',
      'model control: spearman of magnitudes, first layer',
      'model control: pearson, all layers',
      'model control: spearman of magnitudes, all layers',
    ]);
    expect(measures('raw input')).toHaveLength(5);
    const row = (method: string, measure: string) =>
      table.rows.find((each) => each.method === method && each.measure === measure)!;
    // A method that shows only the input has the same localisation as the raw input, and so do its controls.
    const mass = row('input alone', 'localisation: mass');
    expect(mass.value).toBe(row('raw input', 'localisation: mass').value);
    expect([mass.controlLow, mass.controlHigh]).toEqual([mass.value, mass.value]);
    expect(mass.chance).toBe(12 / 64);
    expect(row('input alone', 'concept control: explained by random').value).toBeCloseTo(1, 6);
    expect(row('gradient', 'concept control: explained by random').value).toBeLessThan(0.5);
    // The gradient of a score predicts its small changes better than the gradient of another concept's score does.
    const predicts = row('gradient', 'faithfulness: explained, noise');
    expect(predicts.value).toBeGreaterThan(0.9);
    expect(predicts.value).toBeGreaterThan(predicts.controlHigh);

    const csv = Papa.parse<Record<string, string>>(evaluationToCsv(table), {
      header: true,
      skipEmptyLines: true,
    });
    expect(csv.data).toHaveLength(table.rows.length);
    expect(Number(csv.data[0]!.value)).toBe(table.rows[0]!.value);
    expect(csv.data[0]!.concept).toBe('smile');
    const json = JSON.parse(evaluationToJson(table));
    expect(json.rows).toHaveLength(table.rows.length);
    expect(evaluationToCsv(table)).not.toContain('NaN');
  });

  it('measures the expensive groups on request', async () => {
    const small = encoder();
    const before = tf.memory().numTensors;
    const steps: number[] = [];
    const run = (concepts: Explainer[]) =>
      evaluate(small, concept, pictures(2), concepts, {
        ...quick,
        groups: ['feature removal', 'relative stability', 'MPRT'],
        onProgress: ({ done, total }) => steps.push(done / total),
      });
    const { rows } = await run([integratedGradients({ steps: 8 }), showsInput()]);
    expect(tf.memory().numTensors).toBe(before);
    expect(steps.at(-1)).toBe(1);
    const value = (method: string, measure: string) =>
      rows.find((row) => row.method.startsWith(method) && row.measure === measure)!;
    expect(rows.filter(({ method }) => method === 'input alone').map(({ measure }) => measure)).toEqual([
      'feature removal: ROAD gap',
      'feature removal: IROF loss',
      'feature removal: µ-fidelity',
      'feature removal: Sensitivity-n',
      'relative stability: input',
      'relative stability: output',
      'relative stability: representation',
      'MPRT: efficient, rise of the entropy',
      'MPRT: smooth, spearman of magnitudes, first layer',
      'MPRT: smooth, spearman of magnitudes, all layers',
    ]);
    // Integrated gradients from zeros predict what zeros do; the input alone does not, and ignores the weights.
    expect(value('integrated', 'feature removal: µ-fidelity').value).toBeGreaterThan(0.7);
    expect(value('integrated', 'feature removal: µ-fidelity').controlHigh).toBeLessThan(0.7);
    expect(value('input', 'feature removal: µ-fidelity').value).toBeLessThan(0.5);
    expect(value('input', 'MPRT: efficient, rise of the entropy').value).toBe(0);
    expect(value('input', 'MPRT: smooth, spearman of magnitudes, all layers').value).toBeCloseTo(1, 6);
    expect(value('input', 'relative stability: input').value).toBeCloseTo(1, 4);
  });

  it('measures only the requested groups, and the same for the same seed', async () => {
    const run = (seed: number) =>
      evaluate(encoder(), concept, pictures(2), [gradient()], {
        ...quick,
        seed,
        groups: ['concept control'],
      });
    const table = await run(1);
    expect(table.rows).toHaveLength(5);
    expect(await run(1)).toEqual(table);
    expect(await run(2)).not.toEqual(table);
  });

  it('leaves out model control where it is impossible', async () => {
    const vae = tfl.input({ shape: [SIZE, SIZE, 2] });
    const flat = tfl.layers.flatten().apply(vae) as tfl.SymbolicTensor;
    const outputs = ['z_mean', 'z_log_var'].map(
      (name) => tfl.layers.dense({ units: LATENT, name }).apply(flat) as tfl.SymbolicTensor,
    );
    const posterior = layersEncoder(tfl.model({ inputs: vae, outputs }));
    const onWarning = vi.fn();
    const average = posteriorAverage(gradient(), { samples: 2 });
    const { rows } = await evaluate(posterior, concept, pictures(2), [average, gradient()], {
      ...quick,
      onWarning,
    });
    const controlled = rows.filter(({ measure }) => measure.startsWith('model control'));
    expect(new Set(controlled.map(({ method }) => method))).toEqual(new Set(['gradient']));
    expect(onWarning.mock.calls).toEqual([
      [
        expect.stringMatching(
          /evaluate: no model control for posterior average of gradient, which cannot run/,
        ),
      ],
    ]);
    const noWeights = layersEncoder(
      tfl.sequential({ layers: [tfl.layers.flatten({ inputShape: [3, 2, 1] })] }),
    );
    const table = await evaluate(noWeights, concept, normals([2, 3, 2, 1], 1), [gradient()], quick);
    expect(table.rows.some(({ measure }) => measure.startsWith('model control'))).toBe(false);
  });

  it('rejects up front whatever would fail mid-run', async () => {
    const work = vi.fn();
    const watched = { ...encoder(), encode: work, trace: work };
    const run = (explainers: unknown, options: object = {}, of: unknown = concept) =>
      evaluate(watched, of as typeof concept, pictures(2), explainers as Explainer[], {
        ...quick,
        ...options,
      });
    await expect(run([gradient(), gradient()])).rejects.toThrow(
      /evaluate: explainers must have different names, .*; two are called "gradient"/,
    );
    await expect(run(gradient())).rejects.toThrow(/explainers must be an array; got an object/);
    await expect(run([gradient()], {}, [concept])).rejects.toThrow(/expected one concept vector.*an array/);
    await expect(run([gradient()], { steps: 0 })).rejects.toThrow(/evaluate: steps must be a whole number/);
    await expect(run([gradient()], { replacements: { mean: normals([2, 2], 1) } })).rejects.toThrow(
      /evaluate: the replacement must have shape/,
    );
    await expect(run([gradient(), posteriorAverage(gradient())])).rejects.toThrow(
      /posteriorAverage: the encoder/,
    );
    expect(work).not.toHaveBeenCalled();
  });

  it('rejects groups that it cannot measure, and stops on an abort', async () => {
    const run = (options: object) =>
      evaluate(encoder(), concept, pictures(2), [gradient()], { ...quick, ...options });
    await expect(run({ groups: ['localisation'] })).rejects.toThrow(
      /evaluate: the group "localisation" needs options.masks/,
    );
    await expect(run({ groups: ['beauty'] })).rejects.toThrow(
      /unknown group "beauty"; valid groups: concept control/,
    );
    await expect(run({ randomConcepts: 1 })).rejects.toThrow(
      /randomConcepts must be a whole number of at least 3/,
    );
    const abort = new AbortController();
    const stopped = run({ signal: abort.signal, onProgress: () => abort.abort(new Error('enough')) });
    await expect(stopped).rejects.toThrow('enough');
  });
});
