import '@csm/wasm';
import { encode, layersEncoder, meanDifference } from '@csm/core';
import { meanSample, selectSamples, syntheticFaces } from '@csm/datasets';
import type { ContractCheck } from '@csm/explainers/testing';
import { imageVae } from '@csm/models';
import { setBackend } from '@tensorflow/tfjs-core';
import { answerRequests } from '../../web.js';

await setBackend('wasm');
const { images: faces } = syntheticFaces({ count: 12, size: 64, seed: 1 });
export const vae = imageVae({ size: 64, filters: [2, 4], dense: [8], latentSize: 128, seed: 1 });
export const encoder = layersEncoder(vae.encoder);
const withConcept = await encode(encoder, selectSamples(faces, [0, 1, 2, 3]));
export const donors = selectSamples(faces, [4, 5, 6, 7]);
export const latents = await encode(encoder, donors);
export const concept = meanDifference('concept', withConcept, latents);
export const meanFace = meanSample(faces);
export const inputs = selectSamples(faces, [8]);
export { inputs as images, inputs as xs };

// The server's encoder: the means of 128 parts of each picture.
const stopServer = await answerRequests(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const bytes = Buffer.concat(parts);
  const pixels = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const latents = Float32Array.from({ length: pixels.length / 96 }, (_, part) =>
    pixels.subarray(96 * part, 96 * part + 96).reduce((sum, pixel) => sum + pixel / 96, 0),
  );
  response.end(Buffer.from(latents.buffer));
});

/** A test runner: it runs each check when the blocks have been run. */
const checks: ContractCheck[] = [];
export const it = (name: string, run: ContractCheck['run']): void => {
  checks.push({ name, run });
};
export const after = async (): Promise<void> => {
  await stopServer();
  if (checks.length === 0) throw new Error('expected the checks of the contract; got none.');
  for (const { run } of checks) await run();
};
