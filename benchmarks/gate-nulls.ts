// Compares three nulls for the gate of @csm/evaluate, on the two synthetic grounds of the evidence. Their VAEs, which `npm run
// evidence` trains, are read from out, or trained if they are missing:
//   npx tsx benchmarks/gate-nulls.ts [--models out]
// Prints the mean r² between maps of concepts and maps of random vectors, and how many maps pass (r² of at most 0.4), for
// three kinds of vectors: isotropic directions; permuted labels; permuted labels after each side's mean was
// subtracted, so that they contain nothing of the concept's direction. Concepts are differences of means. Writes
// out/gate/nulls.json.
import '@csm/wasm';
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type ConceptVector, encode, explain, layersEncoder, meanDifference } from '@csm/core';
import { meanSample, selectSamples } from '@csm/datasets';
import { conceptControl, isotropicConcepts, permutedConcepts } from '@csm/evaluate';
import { deconvnet, gradient, guidedBackprop, integratedGradients, rectifiedGradient } from '@csm/explainers';
import { setBackend } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { average } from '../support/average.js';
import { drawnFaces } from './evidence/grounds/drawn-faces.js';
import type { Ground, OpenOptions } from './evidence/grounds/ground.js';
import { syntheticBulbGround } from './evidence/grounds/synthetic-bulb.js';
import { settings } from './evidence/settings.js';

const { values: options } = parseArgs({ options: { models: { type: 'string', default: 'out' } } });
const seeds = [1, 2, 3];
const count = settings.randomVectors;
const kinds = ['isotropic', 'permuted', 'permuted, centred'] as const;

interface Case {
  readonly ground: string;
  readonly seed: number;
  readonly concept: string;
  readonly method: string;
  /** Mean r² for each kind of random vectors. */
  readonly r2: Readonly<Record<(typeof kinds)[number], number>>;
  /** Mean cos² between the concept vector and the random ones. */
  readonly cos2: Readonly<Record<(typeof kinds)[number], number>>;
}

await setBackend('wasm');
const cases: Case[] = [];
for (const open of [drawnFaces, syntheticBulbGround]) {
  for (const seed of seeds) cases.push(...(await measured(await open(opening(seed)))));
}

const methods = [...new Set(cases.map(({ method }) => method))];
for (const ground of new Set(cases.map((one) => one.ground))) {
  console.log(`${ground}, seeds ${seeds}`);
  console.table(
    methods.map((method) => {
      const mine = cases.filter((one) => one.ground === ground && one.method === method);
      const cell = (kind: (typeof kinds)[number]) => {
        const r2 = mine.map((one) => one.r2[kind]);
        const passed = r2.filter((value) => value <= settings.gateThreshold).length;
        return `${Math.min(...r2).toFixed(2)} – ${Math.max(...r2).toFixed(2)}, ${passed} of ${r2.length} pass`;
      };
      return { method, ...Object.fromEntries(kinds.map((kind) => [kind, cell(kind)])) };
    }),
  );
  const own = cases.filter((one) => one.ground === ground);
  for (const kind of kinds)
    console.log(`cos² with ${kind} vectors: ${average(own.map(({ cos2 }) => cos2[kind])).toFixed(2)}`);
}
await mkdir('out/gate', { recursive: true });
await writeFile('out/gate/nulls.json', `${JSON.stringify(cases, null, 2)}\n`);

async function measured(ground: Ground): Promise<Case[]> {
  const encoder = layersEncoder(ground.vae.encoder);
  const latents = await encode(encoder, ground.training, { batchSize: 64 });
  const baseline = ground.tissue ? 0 : meanSample(ground.training);
  const explainers = {
    gradient: gradient(),
    'integrated gradients': integratedGradients({ steps: settings.integrationSteps, baseline }),
    'guided backprop': guidedBackprop(),
    deconvnet: deconvnet(),
    'rectified gradient 80': rectifiedGradient({ percentile: 80 }),
    'rectified gradient 95': rectifiedGradient({ percentile: 95 }),
  };
  const found: Case[] = [];
  for (const { name, positives, negatives, inputs } of ground.concepts) {
    const examples = {
      positives: selectSamples(latents, positives),
      negatives: selectSamples(latents, negatives),
    };
    const concept = meanDifference(name, examples.positives, examples.negatives);
    const drawn = { count, seed: settings.seed, concept };
    const centredExamples = {
      positives: centred(examples.positives),
      negatives: centred(examples.negatives),
    };
    const random: Record<(typeof kinds)[number], ConceptVector[]> = {
      isotropic: isotropicConcepts(concept, drawn),
      permuted: permutedConcepts(examples, drawn),
      'permuted, centred': permutedConcepts(centredExamples, drawn),
    };
    const shown = selectSamples(
      inputs,
      Array.from({ length: Math.min(settings.gateInputs, inputs.shape[0]!) }, (_, i) => i),
    );
    for (const [method, explainer] of Object.entries(explainers)) {
      const vectors = [concept, ...kinds.flatMap((kind) => random[kind])];
      const explained = await explain(encoder, vectors, shown, explainer, { onWarning: () => {} });
      const [own, ...others] = explained.map(({ maps }) => maps);
      const r2: number[] = [];
      for (const k of kinds.keys()) {
        const control = await conceptControl(own!, others.slice(k * count, (k + 1) * count));
        r2.push(average(control.explainedByRandom));
      }
      const by = (of: (kind: (typeof kinds)[number], k: number) => number) =>
        Object.fromEntries(kinds.map((kind, k) => [kind, of(kind, k)])) as Case['r2'];
      found.push({
        ground: ground.name,
        seed: ground.seed,
        concept: name,
        method,
        r2: by((_, k) => r2[k]!),
        cos2: by((kind) => average(random[kind].map((other) => cosine(other, concept) ** 2))),
      });
    }
  }
  return found;
}

/** Subtracts the mean row from each row. */
function centred(rows: NdArray<Float32Array>): NdArray<Float32Array> {
  const mean = meanSample(rows);
  const size = mean.size;
  return ndarray(
    Float32Array.from(
      { length: rows.size },
      (_, at) => rows.get(Math.floor(at / size), at % size) - mean.get(at % size),
    ),
    rows.shape,
  );
}

function cosine(a: ConceptVector, b: ConceptVector): number {
  const dot = a.vector.reduce((sum, value, d) => sum + value * b.vector[d]!, 0);
  return dot / Math.hypot(...a.vector) / Math.hypot(...b.vector);
}

function opening(seed: number): OpenOptions {
  return {
    models: options.models,
    data: '',
    seed,
    signal: new AbortController().signal,
    log: console.log,
    onTraining: () => {},
  };
}
