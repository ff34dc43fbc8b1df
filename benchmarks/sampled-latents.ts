// Measures how much one random draw of z changes the paper's tissue concepts. Trains the paper's VAE on one replicate of the olfactory
// bulb as the notebook does and, after each epoch, makes the concepts of Penk, Doc2g and Kctd12 three times: from the posterior
// mean, and from two draws of z, one per gene, as in the notebook:
//   npx tsx benchmarks/sampled-latents.ts [--data ../shared/data/mob-rep1] [--epochs 10] [--seed 0] [--model FOLDER]
// With --model, the concepts are made with a saved model, without training. Prints how many of the 50 genes two
// concepts share, the cosine of their vectors, and the correlation of the second and of the 50th gene. At the end it compares
// σ of ten latents, measured over 4,000 draws, with exp(ℓ) and exp(ℓ / 2). Writes out/sampled-latents.json.
import '@csm/wasm';
import { parseArgs } from 'node:util';
import { type ConceptVector, encode, layersEncoder } from '@csm/core';
import { conceptCosines, conceptOfExamples, correlatedExamples } from '@csm/core/statistics';
import { geneIndex, geneRasters, selectSamples } from '@csm/datasets';
import { openOlfactoryBulb } from '@csm/datasets/node';
import { disposeVae, olfactoryBulbTraining, olfactoryBulbVae, trainVae, type Vae } from '@csm/models';
import { loadVae, terminalProgress } from '@csm/models/node';
import { setBackend } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import { writeText } from '../support/write-text.js';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/mob-rep1' },
    epochs: { type: 'string', default: String(olfactoryBulbTraining.epochs) },
    seed: { type: 'string', default: '0' },
    model: { type: 'string' },
  },
});
const seed = Number(options.seed);
/** The notebook's draws take the log-variance output as a log standard deviation, which models saved by version 0.1 do not record. */
const posterior = { logStd: 'z_log_var' };
const markers = ['Penk', 'Doc2g', 'Kctd12'];
const count = 50;

/** The concept of a marker, made from one set of latents. */
interface Made {
  readonly vector: ConceptVector;
  readonly members: readonly number[];
  /** r of the second and of the last gene with the marker. */
  readonly r: readonly [second: number, last: number];
  readonly secondGene: string;
}

/** How much two concepts of a marker agree. */
interface Agreement {
  readonly epoch: number;
  readonly marker: string;
  /** Genes that the concepts share, of 50. */
  readonly twoDraws: number;
  readonly drawAndMean: number;
  /** Cosines of the concept vectors. */
  readonly cosineOfDraws: number;
  readonly cosineWithMean: number;
  readonly mean: Made;
  readonly draw: Made;
}

await setBackend('wasm');
const bulb = await openOlfactoryBulb(options.data);
const rasters = geneRasters(bulb.counts);
const { genes, images } = rasters;
const rows: Agreement[] = [];
const vae = options.model ? await loadVae(options.model) : await trained();
if (options.model) rows.push(...(await agreements(vae, olfactoryBulbTraining.epochs)));
const sigma = await sigmas(vae);
disposeVae(vae);

console.log(`\nGenes of ${count} that two concepts share; r of the second and of the 50th gene`);
console.table(
  rows.map(({ epoch, marker, mean, draw, ...row }) => ({
    epoch,
    marker,
    'two draws': row.twoDraws,
    'draw and mean': row.drawAndMean,
    'cosine of two draws': row.cosineOfDraws.toFixed(3),
    'cosine with mean': row.cosineWithMean.toFixed(3),
    'second gene, mean': `${mean.secondGene} ${mean.r[0].toFixed(3)} … ${mean.r[1].toFixed(3)}`,
    'second gene, draw': `${draw.secondGene} ${draw.r[0].toFixed(3)} … ${draw.r[1].toFixed(3)}`,
  })),
);
console.log('σ of ten latents of Penk');
console.table(sigma);
await writeText('out/sampled-latents.json', `${JSON.stringify({ options, rows, sigma }, null, 2)}\n`);

/** Trains the VAE, and compares the concepts after each epoch. BatchNorm's statistics are not recomputed, as in the notebook. */
async function trained(): Promise<Vae> {
  const vae = olfactoryBulbVae({ seed });
  await trainVae(vae, images, {
    ...olfactoryBulbTraining,
    epochs: Number(options.epochs),
    seed,
    onProgress: terminalProgress(),
    // A checkpoint is saved at the end of every epoch; nothing is stored here.
    checkpointSeconds: 1e6,
    checkpoints: {
      load: async () => undefined,
      save: async ({ position }) => {
        rows.push(...(await agreements(vae, position.history.length)));
      },
    },
  });
  return vae;
}

async function agreements(vae: Vae, epoch: number): Promise<Agreement[]> {
  const encoder = layersEncoder(vae.encoder, posterior);
  const latents = (sample?: { seed: number }) => encode(encoder, images, { batchSize: 256, sample });
  const sets = [await latents(), await latents({ seed: 1 }), await latents({ seed: 2 })] as const;
  return markers.map((marker) => {
    const [mean, draw, other] = sets.map((set) => made(marker, set)) as [Made, Made, Made];
    return {
      ...{ epoch, marker, mean, draw },
      twoDraws: shared(draw, other),
      drawAndMean: shared(draw, mean),
      cosineOfDraws: cosineOf(draw, other),
      cosineWithMean: cosineOf(draw, mean),
    };
  });
}

function made(marker: string, latents: NdArray<Float32Array>): Made {
  const nearest = correlatedExamples(latents, geneIndex(rasters, marker), { count });
  const members = nearest.map(({ index }) => index);
  const [second, last] = [nearest[1], nearest.at(-1)];
  return {
    vector: conceptOfExamples(marker, latents, members),
    members,
    r: [second?.r ?? Number.NaN, last?.r ?? Number.NaN],
    secondGene: genes[second?.index ?? -1] ?? '',
  };
}

function shared(a: Made, b: Made): number {
  return a.members.filter((gene) => b.members.includes(gene)).length;
}

function cosineOf(a: Made, b: Made): number {
  return conceptCosines([a.vector, b.vector]).get(0, 1) as number;
}

/** σ of the first ten latents of Penk's picture: measured over draws, and computed from the log-variance output by both conventions. */
async function sigmas(vae: Vae) {
  const draws = 4000;
  const row = geneIndex(rasters, markers[0] ?? '');
  const picture = selectSamples(images, [row]);
  const encoder = layersEncoder(vae.encoder, posterior);
  const copies = selectSamples(
    images,
    Array.from({ length: draws }, () => row),
  );
  const [drawn, mean, output] = [
    await encode(encoder, copies, { batchSize: 500, sample: { seed: 1 } }),
    await encode(encoder, picture),
    await encode(layersEncoder(vae.encoder, { output: 'z_log_var' }), picture),
  ];
  return Array.from({ length: 10 }, (_, latent) => {
    let squares = 0;
    for (let i = 0; i < draws; i++) squares += (drawn.get(i, latent) - mean.get(0, latent)) ** 2;
    const l = output.get(0, latent);
    return {
      latent,
      'σ of draws': Math.sqrt(squares / draws).toFixed(4),
      'exp(ℓ)': Math.exp(l).toFixed(4),
      'exp(ℓ / 2)': Math.exp(l / 2).toFixed(4),
    };
  });
}
