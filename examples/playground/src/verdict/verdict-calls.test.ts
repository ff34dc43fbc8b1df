import { readFile } from 'node:fs/promises';
import '@csm/wasm';
import { conceptVector, encode, meanDifference } from '@csm/core';
import { selectSamples, syntheticFaces } from '@csm/datasets';
import { onnxEncoder } from '@csm/onnx';
import { setBackend } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, expect, it } from 'vitest';
import { replaceConcept, replaceSession } from '../session/session.js';
import { defaultSettings } from '../session/settings.js';
import { verdictCalls } from './verdict-calls.js';

/** The built-in example. */
const COUNT = 400;
const rows = [...Array(COUNT).keys()];
let latents: NdArray<Float32Array>;
const { images, attributes, attributeNames } = syntheticFaces({ count: COUNT, size: 32, seed: 2 });

/** Whether each face has an attribute. */
const column = (name: string) =>
  rows.map((face) => attributes.get(face, attributeNames.indexOf(name as never)) === 1);

function makeConcept(name: string, labels: readonly boolean[]): void {
  const having = rows.filter((row) => labels[row]);
  const lacking = rows.filter((row) => !labels[row]);
  const vector = meanDifference(name, selectSamples(latents, having), selectSamples(latents, lacking));
  replaceConcept({ vector, with: having, without: lacking });
}

beforeAll(async () => {
  await setBackend('wasm');
  const model = new URL('../../../onnx/encoder.onnx', import.meta.url);
  const encoder = await onnxEncoder(await readFile(model), { normalise: { mean: 0.5, std: 0.5 } });
  const inputs = ndarray(new Float32Array(images.size), [COUNT, 3, 32, 32]);
  for (const face of rows)
    for (let c = 0; c < 3; c++)
      for (let y = 0; y < 32; y++)
        for (let x = 0; x < 32; x++) inputs.set(face, c, y, x, images.get(face, y, x, c));
  latents = await encode(encoder, inputs, { batchSize: 64 });
  await replaceSession({
    ...{ name: 'faces', kind: 'pictures', ids: rows.map(String), inputs, encoder, latents, notes: [] },
    attributes: attributeNames.map((name) => ({ name, kind: 'boolean', values: column(name) })),
  });
});

it('believes a concept that the encoder encodes, and asks whether it is one of the other attributes', async () => {
  makeConcept('Eyeglasses', column('Eyeglasses'));
  const { verdict, questions, figure, json } = await verdictCalls.certifyConcept(0, defaultSettings.map, 1);
  expect(verdict).toBe('believe');
  expect(questions.find(({ question }) => question === 'Is it something else?')?.found).toMatch(
    /none of 5 other labels/,
  );
  expect(figure).toMatch(/^<svg/);
  expect(JSON.parse(json)).toMatchObject({ concept: 'Eyeglasses', verdict: 'believe' });
});

it('doubts labels that say nothing', async () => {
  const random = rows.map((row) => Math.sin(row ** 2) > 0);
  makeConcept('random labels', random);
  const { verdict, questions } = await verdictCalls.certifyConcept(0, defaultSettings.map, 2);
  expect(verdict).toBe('doubt');
  expect(questions.find(({ question }) => question === 'Is it more than chance?')?.verdict).not.toBe(
    'believe',
  );
});

it('says what is missing for a vector without examples', async () => {
  const vector = conceptVector('pasted', new Array(16).fill(1));
  replaceConcept({ vector, with: [], without: [] });
  await expect(verdictCalls.certifyConcept(0, defaultSettings.map, 3)).rejects.toThrow(
    'A certificate needs examples with and without the concept; a pasted vector has none.',
  );
});
