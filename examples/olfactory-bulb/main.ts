import '@csm/wasm';
import { parseArgs } from 'node:util';
import { terminalProgress } from '@csm/models/node';
import { setBackend } from '@tensorflow/tfjs-core';
import { olfactoryBulb } from './olfactory-bulb.js';

const USAGE = `usage: npm run example:olfactory-bulb -- FOLDER [--out FOLDER] [--seed N] [--epochs N]
FOLDER holds the count matrix of a replicate, such as Rep1_MOB_count_matrix-1.tsv.gz.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'out/olfactory-bulb' },
    seed: { type: 'string', default: '0' },
    epochs: { type: 'string' },
  },
});
const abort = new AbortController();
process.once('SIGINT', () => abort.abort(new Error('stopped by Ctrl+C')));

if (positionals.length !== 1) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  try {
    await setBackend('wasm');
    await olfactoryBulb(positionals[0]!, {
      out: values.out,
      seed: Number(values.seed),
      ...(values.epochs !== undefined && { epochs: Number(values.epochs) }),
      signal: abort.signal,
      log: console.log,
      onProgress: terminalProgress(),
    });
    console.log(`Figure, tables and model: ${values.out}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
