// How much of the pair map of two drawn faces that share only a hat lies in hat × hat, compared with other pairs:
//   npx tsx benchmarks/pairs/main.ts [--seeds 1,2,3] [--pairs 10] [--steps 32] [--out out/pairs]
// Trains the quickstart's VAE and a classifier of the six attributes for each seed (a minute each; kept in the folder), prints a
// Markdown table, and draws one pair per encoder. The region of the hat is the pixels that change when the hat is put on or taken off, so
// it is defined for every face. About ten minutes on two cores.
import '@csm/wasm';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Encoder, encode } from '@csm/core';
import { meanSample, selectSamples } from '@csm/datasets';
import { gridFeatures, pairMaps } from '@csm/explainers';
import { setBackend } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { average } from '../../support/average.js';
import { drawFaces, type Faces } from '../../support/drawn-faces/faces.js';
import { settings as quickstart, type Settings } from '../../support/drawn-faces/settings.js';
import { markdownTable } from '../markdown-table.js';
import { drawPair } from './draw-pair.js';
import { facePairs, KINDS, type Kind } from './face-pairs.js';
import { pairedEncoders } from './models.js';
import { grouped, maskShares, regionMass } from './region-mass.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    pairs: { type: 'string', default: '10' },
    steps: { type: 'string', default: '32' },
    out: { type: 'string', default: 'out/pairs' },
  },
});
const [count, steps] = [Number(values.pairs), Number(values.steps)];
await setBackend('wasm');

/** Patches along each side of a picture. */
const PATCHES = 8;

/** What is measured of one pair. Regions and maps are those of the hat. */
interface Measured {
  /** The share of Σ |A| over pairs of pixels. */
  readonly pixels: number;
  /** The same over pairs of patches. */
  readonly patches: number;
  /** The share of the positive pairs of patches. */
  readonly positive: number;
  /** The shares by area. */
  readonly chance: number;
  /** The sum of the map in hat × hat and in all, as shares of the product of the lengths of the latents' changes from the mean face: cosines. */
  readonly net: number;
  readonly cosine: number;
  readonly completeness: number;
  readonly quadrature: number;
}

async function measure(encoder: Encoder, faces: Faces, kind: Kind, seed: number): Promise<Measured[]> {
  const { heldOut, names } = faces;
  const chosen = facePairs(heldOut, names, kind, count, seed);
  const inputs = [0, 1].map((k) =>
    selectSamples(
      heldOut.images,
      chosen.map((pair) => pair[k]!),
    ),
  );
  const [first, second] = inputs as [NdArray<Float32Array>, NdArray<Float32Array>];
  const mean = meanSample(faces.training.images);
  const pixels = gridFeatures(encoder.inputShape, { size: 1 });
  const patchOf = gridFeatures(encoder.inputShape, { rows: PATCHES, columns: PATCHES }).data;
  const options = { steps, baseline: mean, features: pixels, onWarning: () => {} };
  const found = await pairMaps(encoder, first, second, options);
  const lengths = await Promise.all(inputs.map((each) => distances(encoder, each, mean)));
  return found.map((pair, i) => {
    const [a, b] = chosen[i]!.map((face) => heldOut.mask(face, 'Wearing_Hat').data) as [
      Uint8Array,
      Uint8Array,
    ];
    const inPixels = regionMass(pair.map, Float64Array.from(a), Float64Array.from(b));
    const patches = PATCHES ** 2;
    const inPatches = regionMass(
      grouped(pair.map, patchOf, patches),
      maskShares(a, patchOf, patches),
      maskShares(b, patchOf, patches),
    );
    const length = lengths[0]![i]! * lengths[1]![i]!;
    return {
      pixels: inPixels.share,
      patches: inPatches.share,
      positive: inPatches.positiveShare,
      chance: inPixels.chance,
      net: inPixels.net / length,
      cosine: pair.difference / length,
      completeness: Math.abs(pair.completenessGap) / length,
      quadrature: pair.quadratureGap,
    };
  });
}

/** ‖f(x) − f(b)‖ of each input. */
async function distances(encoder: Encoder, inputs: NdArray, baseline: NdArray): Promise<number[]> {
  const z = await encode(encoder, inputs);
  const start = await encode(encoder, ndarray(baseline.data, [1, ...baseline.shape]));
  return Array.from({ length: z.shape[0]! }, (_, i) =>
    Math.hypot(...Array.from({ length: encoder.latentSize }, (_, k) => z.get(i, k) - start.get(0, k))),
  );
}

const found = new Map<string, Measured[]>();
for (const seed of values.seeds.split(',').map(Number)) {
  const own = { ...quickstart, seed } as unknown as Settings;
  const faces = drawFaces(own);
  for (const { name, encoder } of await pairedEncoders(
    values.out,
    faces,
    own,
    new AbortController().signal,
  )) {
    for (const kind of KINDS) {
      const measured = await measure(encoder, faces, kind, seed);
      const key = `${name}|${kind}`;
      found.set(key, [...(found.get(key) ?? []), ...measured]);
      const mean = (key: keyof Measured) => average(measured.map((one) => one[key])).toFixed(3);
      const [share, net] = [mean('patches'), mean('net')];
      console.error(
        `seed ${seed}, ${name}, ${kind}: hat × hat has ${share} of the mass and a cosine of ${net}`,
      );
    }
    if (seed === Number(values.seeds.split(',')[0])) {
      const file = `${values.out}/${name.replaceAll(/\W+/g, '-')}.svg`;
      const [shown] = facePairs(faces.heldOut, faces.names, KINDS[0], 1, seed);
      await writeFile(
        file,
        await drawPair(encoder, faces, shown!, steps, `Two faces that ${KINDS[0]}: ${name}`),
      );
      console.error(`drawn: ${file}`);
    }
  }
}

const rows = [...found].map(([key, measured]) => {
  const of = (name: keyof Measured) => {
    const all = measured.map((one) => one[name]);
    const mean = average(all);
    const error = Math.sqrt(average(all.map((value) => (value - mean) ** 2)) / (all.length - 1));
    return `${mean.toFixed(3)} ± ${error.toFixed(3)}`;
  };
  const most = (name: keyof Measured) => Math.max(...measured.map((one) => one[name])).toExponential(0);
  return [
    ...key.split('|'),
    String(measured.length),
    average(measured.map(({ chance }) => chance)).toFixed(3),
    ...[of('pixels'), of('patches'), of('positive'), of('net'), of('cosine')],
    ...[most('completeness'), most('quadrature')],
  ];
});
const head = [
  ...[
    'encoder',
    'pairs',
    'n',
    'area',
    'pixels',
    'patches',
    'positive patches',
    'cosine in hat × hat',
    'cosine',
  ],
  ...['largest gap', 'largest quadrature gap'],
];
console.log(markdownTable(head, rows));
