import '@csm/wasm';
import { existsSync } from 'node:fs';
import { validNames } from '@csm/base';
import { terminalProgress } from '@csm/models/node';
import { setBackend } from '@tensorflow/tfjs-core';
import { olfactoryBulb } from '../../packages/cli/src/tissue/experiment.js';
import { METHOD_NAMES } from '../../packages/cli/src/tissue/methods.js';
import {
  AS_PUBLISHED,
  DEFAULTS,
  type Marker,
  PAPER_MARKERS,
  type Settings,
} from '../../packages/cli/src/tissue/settings.js';
import { nameList, runCommand, usageError, wholeNumber } from '../../support/command-line.js';

const USAGE = `usage: npm run example:olfactory-bulb -- FOLDER [FOLDER …] [options]
FOLDER holds one replicate: the count matrix, such as Rep1_MOB_count_matrix-1.tsv.gz, and optionally the transformation with
the H&E picture, and the labels of the spots. Models are kept in the --out folder, and a stopped training continues.

Output
  --out FOLDER     folder of page, figures, tables, latents, maps and models (default: out/olfactory-bulb)
Concepts
  --genes A,B,C    marker genes, one concept each (default: ${PAPER_MARKERS.map(({ gene }) => gene).join(',')}, as in the paper)
  --size N         genes per concept, including the marker (default: ${DEFAULTS.size}, as in the paper)
Maps
  --method A,B     methods whose maps are drawn; the first one makes the paper's figure (default: ${DEFAULTS.methods.join(',')})
                   of the paper's code, as published: ${METHOD_NAMES.slice(0, 7).join(', ')},
                   ${METHOD_NAMES.slice(7, 13).join(', ')}
                   of @csm/explainers: ${METHOD_NAMES.slice(13, 17).join(', ')},
                   ${METHOD_NAMES.slice(17).join(', ')}
  --controls N     random concept vectors for comparison, at least 2 (default: ${DEFAULTS.controls})
Model
  --seeds N,N      one training per seed; with two or more, the page says how much they agree (default: 0)
  --epochs N       epochs of a training (default: ${DEFAULTS.epochs}, as in the paper)
  --weights PATH   no training: weights that Keras saved, such as the authors' vae_rep1.hdf5, or the folder "model" of an earlier run
As the paper's notebook
  --batch-norm A   recomputed (statistics of all genes, default) or moving (the averages of the training, as in the notebook)
  --sample         latents and maps of one draw of the posterior per gene, with the seed of the training, instead of its mean
  --as-published   --sample --batch-norm moving --method rectgrad

  --help           print this text`;

process.exitCode = await runCommand({
  usage: USAGE,
  options: {
    out: { type: 'string', default: 'out/olfactory-bulb' },
    genes: { type: 'string' },
    size: { type: 'string' },
    method: { type: 'string' },
    controls: { type: 'string' },
    seeds: { type: 'string', default: '0' },
    epochs: { type: 'string' },
    weights: { type: 'string' },
    'batch-norm': { type: 'string' },
    sample: { type: 'boolean', default: false },
    'as-published': { type: 'boolean', default: false },
  },
  run: async (values, folders, signal) => {
    if (folders.length === 0) throw usageError('Expected the folder of at least one replicate; got none.');
    const { out, weights } = values;
    const published = values['as-published'];
    for (const name of ['epochs', 'batch-norm'] as const) {
      if (weights === undefined || values[name] === undefined) continue;
      throw usageError(`--weights and --${name} are mutually exclusive; loaded weights are used unchanged.`);
    }
    if (weights !== undefined && !existsSync(weights)) {
      throw usageError(`--weights must be a file or folder; "${weights}" does not exist.`);
    }
    const seeds = nameList('seeds', values.seeds).map((seed) => wholeNumber('seeds', seed, 0));
    const count = (name: 'size' | 'controls' | 'epochs', least: number) =>
      values[name] === undefined ? undefined : wholeNumber(name, values[name], least);
    const [size, controls, epochs] = [count('size', 1), count('controls', 2), count('epochs', 1)];
    const batchNorm = values['batch-norm'] === undefined ? undefined : batchNormOf(values['batch-norm']);
    const methods = values.method === undefined ? undefined : methodNames(values.method);
    const markers = values.genes === undefined ? undefined : nameList('genes', values.genes).map(markerOf);

    await setBackend('wasm');
    await olfactoryBulb(folders, {
      ...{ out, seeds, signal, log: console.log, onProgress: terminalProgress() },
      ...(published && AS_PUBLISHED),
      ...(values.sample && { latents: 'draw' }),
      ...(batchNorm && { batchNorm }),
      ...(markers && { markers }),
      ...(size && { size }),
      ...(controls && { controls }),
      ...(epochs && { epochs }),
      ...(weights !== undefined && { weights }),
      ...(methods && { methods }),
    });
    console.log(`Page, figures, tables and models: ${out}/index.html`);
  },
});

function methodNames(text: string): string[] {
  const names = nameList('method', text);
  const unknown = names.find((name) => !METHOD_NAMES.includes(name));
  if (unknown === undefined) return names;
  throw usageError(`--method: unknown method "${unknown}"; ${validNames('methods', unknown, METHOD_NAMES)}.`);
}

function batchNormOf(text: string): Settings['batchNorm'] {
  if (text === 'recomputed') return text;
  if (text === 'moving') return 'moving averages';
  throw usageError(`--batch-norm must be recomputed or moving; got "${text}".`);
}

function markerOf(gene: string): Marker {
  return PAPER_MARKERS.find((marker) => marker.gene === gene) ?? { gene, layers: [] };
}
