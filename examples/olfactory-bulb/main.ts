import '@csm/wasm';
import { parseArgs } from 'node:util';
import { terminalProgress } from '@csm/models/node';
import { setBackend } from '@tensorflow/tfjs-core';
import { olfactoryBulb } from './olfactory-bulb.js';

const USAGE = `usage: npm run example:olfactory-bulb -- FOLDER [FOLDER …] [--out FOLDER] [--seeds N,N] [--epochs N]
FOLDER holds one replicate: the count matrix, such as Rep1_MOB_count_matrix-1.tsv.gz, and optionally the transformation with
the H&E picture, and the labels of the spots. Models are kept in the --out folder, and a stopped training continues.
  --out FOLDER   folder of figures, tables and models (default: out/olfactory-bulb)
  --seeds N,N    one training per seed (default: 0)
  --epochs N     number of epochs (default: 10)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'out/olfactory-bulb' },
    seeds: { type: 'string', default: '0' },
    epochs: { type: 'string' },
  },
});
const abort = new AbortController();
process.once('SIGINT', () => abort.abort(new Error('stopped by Ctrl+C')));

const seeds = values.seeds.split(',').map(Number);
if (positionals.length === 0 || seeds.some((seed) => !Number.isInteger(seed))) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  try {
    await setBackend('wasm');
    await olfactoryBulb(positionals, {
      out: values.out,
      seeds,
      ...(values.epochs !== undefined && { epochs: Number(values.epochs) }),
      signal: abort.signal,
      log: console.log,
      onProgress: terminalProgress(),
    });
    console.log(`Figures, tables and models: ${values.out}/index.html`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
