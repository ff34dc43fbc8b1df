// Measures maps that should be right, and some that are wrong by construction, with the measures of docs/guide/measures.md, on drawn faces with hats
// and glasses: npx tsx benchmarks/measures.ts [--seeds 1,2,3] [--epochs 12] [--faces 8]. Prints the table of that page.
import '@csm/wasm';
import { parseArgs } from 'node:util';
import { keyedNormal, mean as meanOf } from '@csm/base';
import {
  type ConceptVector,
  type Encoder,
  type Explainer,
  encode,
  explain,
  layersEncoder,
  meanDifference,
} from '@csm/core';
import { meanSample, selectSamples, syntheticFaces } from '@csm/datasets';
import {
  efficientMprt,
  irof,
  localisation,
  muFidelity,
  relevanceRank,
  road,
  type ScoreFunction,
  scoreFunction,
  sensitivityN,
  smoothMprt,
  sparseness,
} from '@csm/evaluate';
import { gradient, guidedBackprop, inputXGradient, integratedGradients } from '@csm/explainers';
import { disposeVae, imageVae, trainVae } from '@csm/models';
import { setBackend } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { markdownTable } from './markdown-table.js';

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    epochs: { type: 'string', default: '12' },
    faces: { type: 'string', default: '8' },
  },
});
const seeds = options.seeds.split(',').map(Number);
const [epochs, faces] = [Number(options.epochs), Number(options.faces)];
const [SIZE, TRAINING, COUNT] = [32, 700, 900];
await setBackend('wasm');

/** What is measured for one concept of one model. */
interface Ground {
  readonly encoder: Encoder;
  readonly concept: ConceptVector;
  readonly score: ScoreFunction;
  readonly images: NdArray<Float32Array>;
  readonly masks: NdArray;
  readonly mean: NdArray<Float32Array>;
}

type Numbers = Readonly<Record<string, number>>;

const nanMean = (values: ArrayLike<number>) =>
  meanOf(Array.from(values).filter((value) => !Number.isNaN(value)));

/** Lengths are divided by ‖v‖², the difference of the mean scores of faces with and without the concept. */
async function measuresOf(ground: Ground, maps: NdArray): Promise<Numbers> {
  const { score, images, masks, mean, concept } = ground;
  const unit = concept.vector.reduce((sum, value) => sum + value ** 2, 0);
  const random = await irof(score, images, maps, { order: 'random' });
  const removed = await irof(score, images, maps);
  const { mass, area } = localisation(maps, masks);
  const byMean = { replacement: mean, samples: 100 };
  return {
    'ROAD gap': nanMean((await road(score, images, maps)).gap) / unit,
    'IROF − random': (nanMean(removed.loss) - nanMean(random.loss)) / unit,
    'µ-fidelity, mean face': nanMean(await muFidelity(score, images, maps, byMean)),
    'µ-fidelity, zeros': nanMean(await muFidelity(score, images, maps, { samples: 100 })),
    'Sensitivity-n, mean face': nanMean(
      (await sensitivityN(score, images, maps, { ...byMean, samples: 30 })).mean,
    ),
    'mass / area': nanMean(mass) / nanMean(area),
    'rank / area': nanMean(relevanceRank(maps, masks)) / nanMean(area),
    Gini: nanMean(sparseness(maps)),
  };
}

async function modelMeasuresOf({ encoder, concept, images }: Ground, explainer: Explainer): Promise<Numbers> {
  const quiet = { onWarning: () => {} };
  const { rise } = await efficientMprt(encoder, concept, images, explainer, quiet);
  const stages = await smoothMprt(encoder, concept, images, explainer, { ...quiet, samples: 10 });
  return { 'eMPRT rise': nanMean(rise), 'sMPRT, all layers': stages.at(-1)?.absoluteSpearman ?? Number.NaN };
}

const found = new Map<string, Numbers[]>();
const add = (name: string, numbers: Numbers) => found.set(name, [...(found.get(name) ?? []), numbers]);
for (const seed of seeds) {
  const drawn = syntheticFaces({ count: COUNT, size: SIZE, seed });
  const vae = imageVae({ size: SIZE, filters: [8, 16, 32], dense: [64], latentSize: 16, seed });
  await trainVae(vae, drawn.images, { epochs, batchSize: 32, seed, onWarning: () => {} });
  const encoder = layersEncoder(vae.encoder);
  const mean = meanSample(drawn.images);
  for (const attribute of ['Wearing_Hat', 'Eyeglasses'] as const) {
    const column = drawn.attributeNames.indexOf(attribute);
    const ids = (value: 0 | 1, from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => from + i).filter(
        (i) => drawn.attributes.get(i, column) === value,
      );
    const latents = (value: 0 | 1) => encode(encoder, selectSamples(drawn.images, ids(value, 0, TRAINING)));
    const concept = meanDifference(attribute, await latents(1), await latents(0));
    const shown = ids(1, TRAINING, COUNT).slice(0, faces);
    const masks = ndarray(Float32Array.from(shown.flatMap((face) => [...drawn.mask(face, attribute).data])), [
      shown.length,
      SIZE,
      SIZE,
    ]);
    const images = selectSamples(drawn.images, shown);
    const ground = { encoder, concept, score: scoreFunction(encoder, concept), images, masks, mean };
    const explainers = [
      integratedGradients({ baseline: mean, steps: 32 }),
      inputXGradient(),
      gradient(),
      guidedBackprop(),
    ];
    for (const explainer of explainers) {
      const { maps } = await explain(encoder, concept, images, explainer, { onWarning: () => {} });
      add(explainer.name, {
        ...(await measuresOf(ground, maps)),
        ...(await modelMeasuresOf(ground, explainer)),
      });
      if (explainer !== explainers[0]) continue;
      const turned = ndarray(
        Float32Array.from(maps.data, (value) => -value),
        maps.shape,
      );
      add(`${explainer.name}, sign flipped`, await measuresOf(ground, turned));
    }
    const noise = ndarray(
      Float32Array.from({ length: images.size }, keyedNormal('noise', seed)),
      images.shape,
    );
    add('normal noise', await measuresOf(ground, noise));
    add('the picture itself', await measuresOf(ground, images));
    console.error(`seed ${seed}, ${attribute}: done`);
  }
  disposeVae(vae);
}

const names = Object.keys([...found.values()][0]?.[0] ?? {});
const cell = (all: readonly Numbers[], name: string) => {
  const value = nanMean(all.map((numbers) => numbers[name] ?? Number.NaN));
  return Number.isNaN(value) ? '' : value.toFixed(2).replace('-', '−');
};
console.log(
  markdownTable(
    ['measure', ...found.keys()],
    names.map((measure) => [measure, ...[...found.values()].map((all) => cell(all, measure))]),
  ),
);
