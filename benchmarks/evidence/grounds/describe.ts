import '@csm/wasm';
import { parseArgs } from 'node:util';
import { encode } from '@csm/core';
import { selectSamples } from '@csm/datasets';
import { decodeFunction } from '@csm/evaluate';
import { terminalProgress } from '@csm/models/node';
import { panel, renderImage } from '@csm/render';
import { rasterize, writePng } from '@csm/render/node';
import { setBackend } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { nameList } from '../../../packages/cli/src/terminal/values.js';
import {
  type HardGround,
  type HardGroundName,
  type HardGroundOptions,
  hardGroundNames,
} from './hard-ground.js';
import { hardSeeds, openGround } from './open-hard-ground.js';
import { tableLatentSizes } from './tables/settings.js';
import { transformerSeeds } from './transformer/transformer-ground.js';

const USAGE = `usage: npx tsx benchmarks/evidence/grounds/describe.ts [--grounds NAME,NAME] [--seeds N,N] [--models FOLDER] [--out FOLDER]
Opens the hard grounds (${hardGroundNames.join(', ')}), trains the models that are missing, prints the
held-out AUC of each concept, and draws scenes with their reconstructions.
  --grounds   only these grounds (default: all)
  --seeds     only these seeds (default: ${[...hardSeeds.choice, ...hardSeeds.report].join(',')})
  --phi       correlation of the labels hat and glasses in the examples of scenes (default: 0)
  --models    folder of the trained models (default: out/hard-grounds)
  --out       folder of the contact sheets (default: out/hard-grounds)`;

/** Scenes on a contact sheet. */
const SHOWN = 8;

const { values } = parseArgs({
  options: {
    grounds: { type: 'string', default: hardGroundNames.join(',') },
    seeds: { type: 'string', default: [...hardSeeds.choice, ...hardSeeds.report].join(',') },
    phi: { type: 'string', default: '0' },
    models: { type: 'string', default: 'out/hard-grounds' },
    out: { type: 'string', default: 'out/hard-grounds' },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  const { grounds, seeds, phi, models, out } = values;
  const abort = new AbortController();
  process.once('SIGINT', () =>
    abort.abort(new Error('stopped by Ctrl+C; run the same command again to continue')),
  );
  await setBackend('wasm');
  const { signal } = abort;
  const options = { models, signal, log: console.log, onTraining: terminalProgress(), phi: Number(phi) };
  for (const seed of nameList('seeds')(seeds).map(Number)) {
    for (const name of nameList('grounds')(grounds)) {
      if (name === 'transformer' && !transformerSeeds.includes(seed)) continue;
      if (!isGround(name)) {
        throw new Error(`--grounds: "${name}" is not one of ${hardGroundNames.join(', ')}.`);
      }
      for (const latentSize of name === 'tables' ? tableLatentSizes : [undefined]) {
        await describe(name, seed, { ...options, latentSize }, out);
      }
    }
  }
}

function isGround(name: string): name is HardGroundName {
  return hardGroundNames.some((known) => known === name);
}

async function describe(
  name: HardGroundName,
  seed: number,
  options: HardGroundOptions,
  out: string,
): Promise<void> {
  const ground = await openGround(name, seed, options);
  try {
    console.log(`\n${name}, seed ${seed}, ${ground.latentSize} latents`);
    for (const { name, auc, independentAuc, encoded, extent, inputs, donors, masks } of ground.concepts) {
      const share = masks.data.reduce((sum, value) => sum + value, 0) / masks.size;
      const independent =
        independentAuc === undefined ? '' : ` (independent labels ${independentAuc.toFixed(3)})`;
      console.log(
        `  ${name.padEnd(10)} AUC ${auc.toFixed(3)}${independent} ${encoded.padEnd(11)} ${extent.padEnd(7)} ` +
          `mask ${(100 * share).toFixed(1)} %, ${inputs.shape[0]} inputs, ${donors.shape[0]} donors`,
      );
    }
    if (name !== 'tables') await drawSheet(ground, `${out}/${name}-${seed}.png`);
  } finally {
    await ground.dispose();
  }
}

/** For each concept: inputs with their masks, and what the decoder makes of their latents. */
async function drawSheet(
  { name, seed, encoder, decoder, concepts }: HardGround,
  file: string,
): Promise<void> {
  const rows = [];
  const range = name === 'transformer' ? ([-1, 1] as const) : ([0, 1] as const);
  for (const { name: label, inputs, masks } of concepts) {
    const some = [...Array(SHOWN / 2).keys()];
    const pictures = selectSamples(inputs, some);
    const decoded = decoder && (await decodeFunction(decoder)(await encode(encoder, pictures, {})));
    const cells = some.flatMap((i) => [
      { image: renderImage(pictures.pick(i), { range }), outline: pickMask(masks, i) },
      ...(decoded ? [{ image: renderImage((decoded as NdArray<Float32Array>).pick(i)) }] : []),
    ]);
    rows.push({ label, cells });
  }
  const columns = rows[0]!.cells.map((_, i) => (decoder && i % 2 === 1 ? 'D(E(x))' : 'x'));
  await writePng(
    file,
    await rasterize(panel({ title: `${name}, seed ${seed}`, columns, rows, cellSize: 96 })),
  );
}

function pickMask(masks: NdArray<Uint8Array>, i: number): NdArray<Uint8Array> {
  const [, height = 0, width = 0] = masks.shape;
  return ndarray(masks.data.subarray(i * height * width, (i + 1) * height * width), [height, width]);
}

if (values.help) console.log(USAGE);
else {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
