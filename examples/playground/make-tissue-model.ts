// Trains the small model of the built-in tissue and saves it in src/data/models/tissue: npx tsx examples/playground/make-tissue-model.ts
// It takes less than a minute. The same seed gives the same weights on the same machine.
import '@csm/wasm';
import { fileURLToPath } from 'node:url';
import { cellMatrix, cellsOf } from '@csm/datasets';
import { geneVae, recomputeBatchNorm, trainVae } from '@csm/models';
import { saveVae, terminalProgress } from '@csm/models/node';
import { setBackend } from '@tensorflow/tfjs-core';
import { builtInCounts } from './src/data/built-in-tissue-counts.js';
import { geneMeans, tissueModel, tissueTraining } from './src/tissue/tissue-model.js';

await setBackend('wasm');
const counts = builtInCounts();
const inputs = await cellMatrix(cellsOf(counts));
const vae = geneVae({ ...tissueModel, genes: counts.genes.length, geneMeans: geneMeans(inputs), seed: 1 });
await trainVae(vae, inputs, { ...tissueTraining, seed: 1, onProgress: terminalProgress() });
await recomputeBatchNorm(vae, inputs);
await saveVae(vae, fileURLToPath(new URL('src/data/models/tissue', import.meta.url)));
