// Measures how often explainWithControl of @csm/evaluate warns, on synthetic faces whose true masks are known:
//   npx tsx benchmarks/gate-error-rates.ts [--seed 1] [--faces 8] [--shuffles 3] [--retrain]
// Trains the quickstart's VAE of that seed once, under out/gate. Writes out/gate/rates-<seed>.json.
import '@csm/wasm';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  type ConceptVector,
  type Explainer,
  encode,
  explain,
  layersEncoder,
  meanDifference,
} from '@csm/core';
import { meanSample, selectSamples, shuffled } from '@csm/datasets';
import {
  type ConceptExamples,
  conceptSignificance,
  explainWithControl,
  isotropicConcepts,
  localisation,
} from '@csm/evaluate';
import { deconvnet, gradient, guidedBackprop, integratedGradients, rectifiedGradient } from '@csm/explainers';
import { setBackend } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { average } from '../support/average.js';
import { drawFaces, facesWith } from '../support/drawn-faces/faces.js';
import { trainOrLoad } from '../support/drawn-faces/model.js';
import { settings as quickstart, type Settings } from '../support/drawn-faces/settings.js';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    faces: { type: 'string', default: '8' },
    shuffles: { type: 'string', default: '3' },
    retrain: { type: 'boolean', default: false },
  },
});
const seed = Number(options.seed);
const settings = { ...quickstart, seed } as Settings;
const folder = `out/gate/seed-${seed}`;
if (options.retrain) await rm(folder, { recursive: true, force: true });
await setBackend('wasm');
await mkdir(folder, { recursive: true });
const faces = drawFaces(settings);
const { vae } = await trainOrLoad(folder, faces.training.images, settings, new AbortController().signal);
const encoder = layersEncoder(vae.encoder);
const latents = await encode(encoder, faces.training.images, { batchSize: 64 });
const baseline = meanSample(faces.training.images);

const methods: [string, Explainer][] = [
  ['gradient', gradient()],
  ['integrated gradients, mean face', integratedGradients({ steps: 8, baseline })],
  ['guided backprop', guidedBackprop()],
  ['deconvnet', deconvnet()],
  ['rectified gradient 80', rectifiedGradient({ percentile: 80 })],
  ['rectified gradient 95', rectifiedGradient({ percentile: 95 })],
];

interface Case {
  readonly method: string;
  readonly concept: string;
  /** Whether the concept was made from the true labels or from shuffled ones. */
  readonly labels: 'true' | 'shuffled';
  readonly explainedByRandom: number;
  readonly p: number;
  /** Whether it warns if it is given the examples, and if it is not. */
  readonly warns: boolean;
  readonly warnsWithoutExamples: boolean;
  /** Share of the map in the true mask, divided by the mask's share of the picture, and the same for random concepts. */
  readonly inMask: number;
  readonly randomInMask: number;
  readonly randomInMaskLargest: number;
}

/** Concepts made from the data's labels, and from shuffled labels. */
function conceptsOf(name: (typeof faces.names)[number]) {
  const having = facesWith(faces.training, name, true);
  const lacking = facesWith(faces.training, name, false);
  const made = (labels: Case['labels'], up: number[], down: number[]) => {
    const examples: ConceptExamples = {
      positives: selectSamples(latents, up),
      negatives: selectSamples(latents, down),
    };
    return { labels, examples, concept: meanDifference(name, examples.positives, examples.negatives) };
  };
  const random = Array.from({ length: Number(options.shuffles) }, (_, k) => {
    const order = shuffled([...having, ...lacking], 1000 * seed + k);
    return made('shuffled', order.slice(0, having.length), order.slice(having.length));
  });
  return [made('true', having, lacking), ...random];
}

async function measure(
  [label, explainer]: [string, Explainer],
  name: (typeof faces.names)[number],
  {
    labels,
    examples,
    concept,
  }: { labels: Case['labels']; examples: ConceptExamples; concept: ConceptVector },
): Promise<Case> {
  const shown = facesWith(faces.heldOut, name, true).slice(0, Number(options.faces));
  const images = selectSamples(faces.heldOut.images, shown);
  const masks = ndarray(
    Float32Array.from(shown.flatMap((face) => Array.from(faces.heldOut.mask(face, name).data))),
    [shown.length, settings.size, settings.size],
  );
  const common = { batchSize: 8, seed, onWarning: () => {} };
  const { maps, gate } = await explainWithControl(encoder, concept, images, explainer, {
    ...common,
    examples,
  });
  const without = await explainWithControl(encoder, concept, images, explainer, common);
  const inMask = (array: typeof maps) => {
    const { mass, area } = localisation(array, masks);
    return average(mass) / average(area);
  };
  const random =
    labels === 'true'
      ? await explain(encoder, isotropicConcepts(concept, { count: 10, seed }), images, explainer, {
          batchSize: 8,
          onWarning: () => {},
        })
      : [];
  const controls = random.map((explanation) => inMask(explanation.maps));
  return {
    method: label,
    concept: name,
    labels,
    explainedByRandom: gate.explainedByRandom,
    p: gate.p!,
    warns: !gate.passed,
    warnsWithoutExamples: !without.gate.passed,
    inMask: inMask(maps),
    randomInMask: average(controls),
    randomInMaskLargest: Math.max(...controls),
  };
}

const cases: Case[] = [];
for (const name of faces.names) {
  console.log(`${name} …`);
  for (const concept of conceptsOf(name)) {
    for (const method of methods) cases.push(await measure(method, name, concept));
  }
}

const share = (list: readonly Case[], f: (one: Case) => boolean) =>
  list.length === 0 ? '–' : `${list.filter(f).length} of ${list.length}`;
console.table(
  methods.map(([method]) => {
    const mine = cases.filter((one) => one.method === method);
    const genuine = mine.filter(({ labels }) => labels === 'true');
    const noise = mine.filter(({ labels }) => labels === 'shuffled');
    // A map is correct if its share in the mask is larger than the mask's share of the picture and larger than that
    // of every random concept.
    const right = genuine.filter(
      ({ inMask, randomInMaskLargest }) => inMask > Math.max(1, randomInMaskLargest),
    );
    const r2 = genuine.map(({ explainedByRandom }) => explainedByRandom);
    return {
      method,
      'in mask (random)': `${average(genuine.map((c) => c.inMask)).toFixed(1)} (${average(genuine.map((c) => c.randomInMask)).toFixed(1)})`,
      'explained by random': `${Math.min(...r2).toFixed(2)} – ${Math.max(...r2).toFixed(2)}`,
      'warns, true labels': share(genuine, ({ warns }) => warns),
      'warns, correct maps': share(right, ({ warns }) => warns),
      'warns, shuffled labels': share(noise, ({ warns }) => warns),
      'warns, shuffled labels, no examples given': share(
        noise,
        ({ warnsWithoutExamples }) => warnsWithoutExamples,
      ),
    };
  }),
);
// The test of the concept needs no maps. Its error rates by the number of examples:
const draws = 20;
const bySize: Record<string, string | number>[] = [];
for (const size of [5, 10, 20, 50, 200]) {
  const p = { true: [] as number[], shuffled: [] as number[] };
  for (const name of faces.names) {
    const having = facesWith(faces.training, name, true);
    const lacking = facesWith(faces.training, name, false);
    for (let k = 0; k < draws; k++) {
      const up = shuffled(having, k).slice(0, size);
      const down = shuffled(lacking, k).slice(0, size);
      const mixed = shuffled([...up, ...down], 7000 + k);
      const pairs = { true: [up, down], shuffled: [mixed.slice(0, size), mixed.slice(size)] } as const;
      for (const labels of ['true', 'shuffled'] as const) {
        const [positives, negatives] = pairs[labels].map((list) => selectSamples(latents, list));
        const test = { name, positives: positives!, negatives: negatives! };
        p[labels].push((await conceptSignificance([test], { samples: 199, seed: k }))[0]!.p);
      }
    }
  }
  const warns = (list: readonly number[]) =>
    `${list.filter((value) => value > 0.05).length} of ${list.length}`;
  bySize.push({
    'examples per side': size,
    'warns, true labels': warns(p.true),
    'warns, shuffled labels': warns(p.shuffled),
  });
}
console.table(bySize);
await writeFile(`out/gate/rates-${seed}.json`, `${JSON.stringify({ settings, cases, bySize }, null, 2)}\n`);
