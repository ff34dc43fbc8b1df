import { join } from 'node:path';
import { invalidArgument, invalidFile, size } from '@csm/base';
import { writeAtomically } from '@csm/base/node';
import ndarray from 'ndarray';
import type { Encoder } from '../../encoders/encoder.js';
import { encode } from '../encode.js';
import type { EncodeToDiskOptions } from './encode-to-disk-options.js';
import { isSameLatent } from './is-same-latent.js';
import { readExistingJson } from './read-existing.js';

/** The encoder's latent of a grey input, which identifies the encoder and the σ of its draws. */
interface Fingerprint {
  readonly latentSize: number;
  readonly latentOfGrey: readonly number[];
  /** The draw of the latents; absent if they are means. */
  readonly sample?: { readonly seed: number };
}

/**
 * Records the encoder whose latents the folder contains, in `encoder.json`.
 * @throws if they are another encoder's, or the file is damaged.
 */
export async function claim(
  caller: string,
  encoder: Encoder,
  folder: string,
  options: Pick<EncodeToDiskOptions, 'batchSize' | 'sample'>,
): Promise<void> {
  const mine = await fingerprintOf(encoder, options);
  const path = join(folder, 'encoder.json');
  const json = await readExistingJson(caller, path);
  if (json === undefined) return writeAtomically(path, `${JSON.stringify(mine)}\n`);
  if (!isFingerprint(json)) {
    throw invalidFile(
      `${caller}: ${path} must have latentSize and latentOfGrey, a list of as many finite numbers; it is damaged; copy the whole ` +
        'folder again, or delete it to encode again.',
    );
  }
  if (json.sample?.seed !== mine.sample?.seed) {
    throw invalidArgument(
      `${caller}: ${folder} holds ${described(json)}, according to its encoder.json; requested: ${described(mine)}; use another ` +
        'folder, or delete it.',
    );
  }
  if (json.latentSize === mine.latentSize && isSameLatent(json.latentOfGrey, mine.latentOfGrey)) return;
  throw invalidArgument(
    `${caller}: ${folder} holds latents of another encoder, or of other weights, according to its encoder.json; use another ` +
      'folder, or delete it.',
  );
}

function described({ sample }: Fingerprint): string {
  return sample === undefined ? "the posterior's mean" : `draws of the posterior with seed ${sample.seed}`;
}

async function fingerprintOf(
  encoder: Encoder,
  { batchSize, sample }: Pick<EncodeToDiskOptions, 'batchSize' | 'sample'>,
): Promise<Fingerprint> {
  const { inputShape, latentSize } = encoder;
  const grey = ndarray(new Float32Array(size(inputShape)).fill(0.5), [1, ...inputShape]);
  const latent = await encode(encoder, grey, { batchSize, sample });
  const seed = sample && { sample: { seed: sample.seed ?? 0 } };
  return { latentSize, latentOfGrey: Array.from(latent.data), ...seed };
}

function isFingerprint(json: unknown): json is Fingerprint {
  const { latentSize, latentOfGrey, sample } = (json ?? {}) as Partial<Fingerprint>;
  return (
    (sample === undefined || typeof sample?.seed === 'number') &&
    Array.isArray(latentOfGrey) &&
    latentOfGrey.length === latentSize &&
    latentOfGrey.every((value) => typeof value === 'number' && Number.isFinite(value))
  );
}
