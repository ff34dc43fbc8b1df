import { cosineBetween, pearson, rows as rowsOf } from '@csm/base';
import { type Encoder, type Explainer, encode, explain, meanDifference } from '@csm/core';
import { meanSample, selectSamples, shuffled } from '@csm/datasets';
import { conceptSignificance } from '@csm/evaluate';
import {
  counterfactualBaseline,
  decoderMap,
  gradient,
  integratedGradients,
  replacement,
} from '@csm/explainers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NdArray } from 'ndarray';
import type { HardConcept, HardGround } from '../grounds/hard-ground.js';
import { knownMean, rounded } from '../hard-tables/mean-and-range.js';
import { seedsOf, type TableRun, withGround } from '../hard-tables/table-run.js';
import { stage } from '../stage.js';

/** All numbers of the table of few examples. */
export const fewExamples = {
  /** Examples on each side; each half has half of them. */
  counts: [10, 20, 40, 80],
  /** Inputs whose maps are compared. */
  inputs: 8,
  steps: 8,
  samples: 199,
  version: 1,
} as const;

/** One concept, learnt from few examples. */
export interface FewExampleRow {
  readonly seed: number;
  readonly concept: string;
  readonly encoded: HardConcept['encoded'];
  /** Examples on each side. */
  readonly examples: number;
  /** p of `conceptSignificance` of all these examples. */
  readonly p: number;
  /** Cosine of the vectors of two disjoint halves. */
  readonly cosine: number;
  /** For each method, the correlation of the maps of the two vectors, mean over inputs. */
  readonly maps: Readonly<Record<string, number>>;
}

const methodNames = ['IG, mean', 'IG, counterfactual', 'gradient', 'decoder map', 'replacement'] as const;

/** Measures all concepts of the scenes; those that are not encoded show what agrees although there is nothing. */
export async function fewExampleRows(run: TableRun): Promise<FewExampleRow[]> {
  const rows: FewExampleRow[] = [];
  const seeds = seedsOf(run);
  for (const [done, seed] of seeds.entries()) {
    run.onProgress('few examples', done, seeds.length);
    const key = { seed, fewExamples, methodNames };
    rows.push(
      ...(await stage(`${run.out}/few-examples/seed-${seed}.json`, key, () =>
        withGround('scenes', seed, {}, run, (ground) => measuredGround(ground, run.signal)),
      )),
    );
  }
  run.onProgress('few examples', seeds.length, seeds.length);
  return rows;
}

async function measuredGround(ground: HardGround, signal: AbortSignal): Promise<FewExampleRow[]> {
  const { encoder } = ground;
  const latents = await encode(encoder, ground.training, { batchSize: 128, signal });
  const rows: FewExampleRow[] = [];
  for (const concept of ground.concepts) {
    for (const examples of fewExamples.counts) {
      rows.push(await measured(ground, encoder, latents, concept, examples, signal));
    }
  }
  return rows;
}

async function measured(
  ground: HardGround,
  encoder: Encoder,
  latents: NdArray<Float32Array>,
  concept: HardConcept,
  examples: number,
  signal: AbortSignal,
): Promise<FewExampleRow> {
  const { decoder, seed } = ground;
  if (decoder === undefined) throw new Error('fewExampleRows: the ground has no decoder.');
  // The first examples of one order: fewer examples are a part of more.
  const sides = [concept.positives, concept.negatives].map((rows) => shuffled(rows, seed).slice(0, examples));
  const inputs = selectSamples(concept.inputs, [...Array(fewExamples.inputs).keys()]);
  const half = (k: number) => {
    const [positives, negatives] = sides.map((rows) =>
      selectSamples(
        latents,
        rows.filter((_, i) => i % 2 === k),
      ),
    );
    if (positives === undefined || negatives === undefined) throw new Error('fewExampleRows: no examples.');
    return { vector: meanDifference(concept.name, positives, negatives), negatives };
  };
  const halves = [half(0), half(1)] as const;
  const maps: Record<string, number> = {};
  for (const name of methodNames) {
    const pair: NdArray<Float32Array>[] = [];
    for (const { vector, negatives } of halves) {
      const explainer = explainerOf(name, ground, concept, decoder, negatives);
      const options = { batchSize: fewExamples.inputs, signal, onWarning: () => {} };
      pair.push((await explain(encoder, vector, inputs, explainer, options)).maps);
    }
    maps[name] = rounded(correlation(pair));
  }
  const [positives, negatives] = sides.map((rows) => selectSamples(latents, rows));
  if (positives === undefined || negatives === undefined) throw new Error('fewExampleRows: no examples.');
  const [test] = await conceptSignificance([{ name: concept.name, positives, negatives }], {
    samples: fewExamples.samples,
    signal,
  });
  return {
    seed,
    concept: concept.name,
    encoded: concept.encoded,
    examples,
    p: test?.p ?? Number.NaN,
    cosine: rounded(cosineBetween(halves[0].vector.vector, halves[1].vector.vector)),
    maps,
  };
}

function explainerOf(
  name: (typeof methodNames)[number],
  { training }: HardGround,
  { donors }: HardConcept,
  decoder: LayersModel,
  negatives: NdArray<Float32Array>,
): Explainer {
  const removal = { decoder, negatives, check: false };
  const { steps } = fewExamples;
  const methods: Record<typeof name, () => Explainer> = {
    'IG, mean': () => integratedGradients({ steps, baseline: meanSample(training) }),
    'IG, counterfactual': () => integratedGradients({ steps, baseline: counterfactualBaseline(removal) }),
    gradient: () => gradient(),
    'decoder map': () => decoderMap(removal),
    replacement: () => replacement({ donors }),
  };
  return methods[name]();
}

/** Pearson's correlation over all numbers of a map, mean over the inputs. */
function correlation([first, second]: readonly NdArray<Float32Array>[]): number {
  if (first === undefined || second === undefined) return Number.NaN;
  const others = [...rowsOf(second)];
  return knownMean([...rowsOf(first)].map((row, i) => pearson(row, others[i] ?? row)));
}
