import '@csm/wasm';
import { encode, layersEncoder } from '@csm/core';
import { geneConcept } from '@csm/core/statistics';
import { geneRasters } from '@csm/datasets';
import { openVisium } from '@csm/datasets/node';
import { imageVae } from '@csm/models';
import { setBackend } from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { writeVisium } from '../../../../../packages/datasets/test/spatial-files.js';

await setBackend('wasm');
await writeVisium('outs', 'h5');
export const tissue = await openVisium('outs');
await sharp({ create: { width: 60, height: 40, channels: 3, background: '#f0e0f0' } }).toFile('tissue.jpg');

// A small network on the pictures of this tissue, for the blocks after the program.
export const { genes, images } = geneRasters(tissue, { size: 32, grid: 'fit', onWarning: () => {} });
export const vae = imageVae({ size: 32, channels: 1, latentSize: 4, filters: [4], dense: [8], seed: 1 });
export const encoder = layersEncoder(vae.encoder);
export const latents = await encode(encoder, images);
export const marker = 'Penk';
export const { genes: nearest } = geneConcept(marker, genes, latents, { count: 2 });
