import { join } from 'node:path';
import { invalidArgument, invalidFile, size } from '@csm/base';
import { writeAtomically } from '@csm/base/node';
import ndarray from 'ndarray';
import type { Encoder } from '../../encoders/encoder.js';
import { encode } from '../encode.js';
import { isSameLatent } from './is-same-latent.js';
import { readExistingJson } from './read-existing.js';

/** The encoder's latent of a grey input, which distinguishes one encoder from another. */
interface Fingerprint {
  readonly latentSize: number;
  readonly latentOfGrey: readonly number[];
}

/**
 * Records the encoder whose latents the folder contains, in `encoder.json`.
 * @throws if they are another encoder's, or the file is damaged.
 */
export async function claim(
  caller: string,
  encoder: Encoder,
  folder: string,
  batchSize: number | undefined,
): Promise<void> {
  const mine = await fingerprintOf(encoder, batchSize);
  const path = join(folder, 'encoder.json');
  const json = await readExistingJson(caller, path);
  if (json === undefined) return writeAtomically(path, `${JSON.stringify(mine)}\n`);
  if (!isFingerprint(json)) {
    throw invalidFile(
      `${caller}: ${path} must have latentSize and latentOfGrey, a list of as many finite numbers; it is damaged; copy the whole ` +
        'folder again, or delete it to encode again.',
    );
  }
  if (json.latentSize === mine.latentSize && isSameLatent(json.latentOfGrey, mine.latentOfGrey)) return;
  throw invalidArgument(
    `${caller}: ${folder} holds latents of another encoder, or of other weights, according to its encoder.json; use another ` +
      'folder, or delete it.',
  );
}

async function fingerprintOf(encoder: Encoder, batchSize: number | undefined): Promise<Fingerprint> {
  const { inputShape, latentSize } = encoder;
  const grey = ndarray(new Float32Array(size(inputShape)).fill(0.5), [1, ...inputShape]);
  const latent = await encode(encoder, grey, { batchSize });
  return { latentSize, latentOfGrey: Array.from(latent.data) };
}

function isFingerprint(json: unknown): json is Fingerprint {
  const { latentSize, latentOfGrey } = (json ?? {}) as Partial<Fingerprint>;
  return (
    Array.isArray(latentOfGrey) &&
    latentOfGrey.length === latentSize &&
    latentOfGrey.every((value) => typeof value === 'number' && Number.isFinite(value))
  );
}
