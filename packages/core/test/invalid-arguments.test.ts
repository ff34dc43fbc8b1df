import { expect, it } from 'vitest';
import { loadConcepts, saveConcepts } from '../src/concepts/concept-files.js';
import { conceptVector } from '../src/concepts/concept-vector.js';
import { encodeToDisk } from '../src/encode/disk/encode-to-disk.js';
import { loadLatents } from '../src/encode/disk/load-latents.js';
import type { Encoder } from '../src/encoders/encoder.js';
import { packInputs } from '../src/encoders/pack-inputs.js';
import { latentDimension } from '../src/scores/affine-scores.js';
import { scorePerSample } from '../src/scores/score-per-sample.js';

const concept = conceptVector('c', [1, 2]);

it.each<[string, () => unknown, RegExp]>([
  [
    'one concept instead of a list',
    () => scorePerSample('each', concept as never),
    /^scorePerSample: concepts must be an array; got an object of type Object\.$/,
  ],
  [
    'a missing name',
    () => scorePerSample([concept] as never, undefined as never),
    /^scorePerSample: concepts must be an array; got undefined\.$/,
  ],
  [
    'a missing latent size',
    () => latentDimension(1, undefined as never),
    /^latentDimension: latentSize \(the second argument\) must be a whole number of at least 1; got undefined\.$/,
  ],
  [
    'an encoder to pack inputs for',
    () => packInputs(1 as never, {}),
    /^packInputs: expected an Encoder, .*; got a number/,
  ],
])('%s is rejected with an error that says which argument', (_, call, message) => {
  expect(call).toThrow(message);
});

const encoder: Encoder = {
  inputShape: [2],
  latentSize: 2,
  encode: () => {
    throw new Error('not reached');
  },
};
it.each<[string, () => Promise<unknown>, string]>([
  [
    'a list of pictures instead of a data set',
    () => encodeToDisk(encoder, [] as never, 'never-made'),
    'encodeToDisk: source must have ids and batches(), such as a dataset of @csm/datasets; got an array.',
  ],
  [
    'a number instead of a folder to write',
    () => encodeToDisk(encoder, { ids: [], batches: async function* () {} }, 5 as never),
    'encodeToDisk: folder must be the path of a folder; got 5.',
  ],
  [
    'a number instead of a folder to read',
    () => loadLatents(5 as never),
    'loadLatents: folder must be the path of a folder; got 5.',
  ],
  [
    'a number instead of a file to read',
    () => loadConcepts(5 as never),
    'loadConcepts: path must be the path of a file; got 5.',
  ],
  [
    'an empty path to write',
    () => saveConcepts('', []),
    'saveConcepts: path must be the path of a file; got "".',
  ],
])('%s is rejected before any file is touched', async (_, call, message) => {
  await expect(call()).rejects.toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARGUMENT', message }));
});
