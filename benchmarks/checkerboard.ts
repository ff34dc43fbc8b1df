// Measures how much of a map is a grid caused by the encoder's strides, and how much of that grid shiftAverage
// removes: npx tsx benchmarks/checkerboard.ts [--faces 4] [--steps 4] [--cmu-faces ../shared/data/cmu-faces --run
// out/cmu-faces-1] It uses the paper's CelebA encoder, untrained, with synthetic faces and a random concept. Given a
// run on the CMU faces (csm faces FOLDER), it also uses that run's trained encoder with its
// concept of sunglasses, on held-out people who wear them.
import '@csm/wasm';
import { parseArgs } from 'node:util';
import { type ConceptVector, conceptVector, type Explainer, explain, layersEncoder } from '@csm/core';
import { loadConcepts } from '@csm/core/node';
import { meanSample, selectSamples, syntheticFaces } from '@csm/datasets';
import { checkerboard, isotropicConcepts } from '@csm/evaluate';
import { type Baseline, gradient, integratedGradients, shiftAverage, smoothGrad } from '@csm/explainers';
import { celebaVae, disposeVae, type Vae } from '@csm/models';
import { loadVae } from '@csm/models/node';
import { setBackend } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import { cmuFaces } from '../packages/cli/src/faces/data/cmu-faces.js';
import { idsOf } from '../packages/cli/src/faces/data/faces.js';
import { average } from '../support/average.js';

const { values: options } = parseArgs({
  options: {
    faces: { type: 'string', default: '4' },
    steps: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    'cmu-faces': { type: 'string' },
    run: { type: 'string', default: 'out/cmu-faces-1' },
  },
});
const [count, steps, seed] = [options.faces, options.steps, options.seed].map(Number) as [
  number,
  number,
  number,
];
await setBackend('wasm');

interface Ground {
  readonly title: string;
  readonly vae: Vae;
  readonly pictures: NdArray<Float32Array>;
  readonly concept: ConceptVector;
  readonly baseline: Baseline;
}

function untrained(): Ground {
  const { images } = syntheticFaces({ count: 64 + count, size: 128, seed });
  const vae = celebaVae({ seed });
  const unit = conceptVector(
    'one',
    Float32Array.from({ length: vae.latentSize }, () => 1),
  );
  return {
    title: `CelebA encoder, untrained; ${count} synthetic faces, a random concept`,
    vae,
    pictures: selectSamples(
      images,
      Array.from({ length: count }, (_, i) => 64 + i),
    ),
    concept: isotropicConcepts(unit, { count: 1, seed })[0]!,
    baseline: meanSample(images),
  };
}

async function trained(root: string): Promise<Ground> {
  const faces = await cmuFaces(root, { size: 64, seed, signal: new AbortController().signal });
  const ids = idsOf(faces, faces.concepts[0]!, 'positive', faces.test).slice(0, count);
  return {
    title: `CMU faces, ${options.run}; ${ids.length} held-out pictures with sunglasses`,
    vae: await loadVae(`${options.run}/model`),
    pictures: await faces.dataset.images(ids),
    concept: (await loadConcepts(`${options.run}/concepts.json`)).find(({ name }) => name === 'Sunglasses')!,
    baseline: meanSample(await faces.dataset.images(faces.train.slice(0, 200))),
  };
}

async function measure({ title, vae, pictures, concept, baseline }: Ground): Promise<void> {
  const averages = (name: string, inner: Explainer): [string, Explainer][] => [
    [name, inner],
    [`${name}, 2² shifts`, shiftAverage(inner, { shifts: 2 })],
    [`${name}, 4² shifts`, shiftAverage(inner, { shifts: 4 })],
  ];
  const methods = [
    ...averages('gradient', gradient()),
    // The same number of passes as for 4² shifts, to separate the effect of averaging from that of shifting.
    ['SmoothGrad, 16 samples', smoothGrad(gradient(), { samples: 16, seed })] as const,
    ...averages('integrated gradients, mean', integratedGradients({ steps, baseline })),
  ];
  const encoder = layersEncoder(vae.encoder);
  const row = (maps: NdArray) =>
    Object.fromEntries(
      [2, 4, 8].flatMap((period) =>
        (['magnitude', 'signed'] as const).map((of) => [
          `${period}, ${of}`,
          average(checkerboard(maps, { period, of }).share).toFixed(4),
        ]),
      ),
    );
  const rows: Record<string, string>[] = [];
  for (const [method, explainer] of methods) {
    const { maps } = await explain(encoder, concept, pictures, explainer, { batchSize: count });
    rows.push({ method, ...row(maps) });
  }
  const chance = [2, 4, 8].map((period) => checkerboard(pictures, { period }).chance.toFixed(4));
  console.log(`${title}; chance at periods 2, 4, 8: ${chance.join(', ')}`);
  console.table([{ method: 'the pictures themselves', ...row(pictures) }, ...rows]);
}

const grounds = [async () => untrained()];
const root = options['cmu-faces'];
if (root !== undefined) grounds.push(() => trained(root));
for (const make of grounds) {
  const ground = await make();
  await measure(ground).finally(() => disposeVae(ground.vae));
}
