import { invalidArgument, typeName } from '@csm/base';
import type { Vae } from '../../architectures/vae.js';

/**
 * The technical batch of each of `count` samples; undefined for a VAE without batches, which does not need them.
 * @param of description of the samples in messages, if they are one part of the data.
 * @throws unless there is one whole number from 0 to the VAE's number of batches − 1 per sample.
 */
export function checkBatch(
  caller: string,
  { batches = 0 }: Pick<Vae, 'batches'>,
  batch: ArrayLike<number> | undefined,
  count: number,
  of?: string,
): Uint32Array | undefined {
  if (batches === 0) return undefined;
  const name = of === undefined ? 'batch' : `batch of ${of}`;
  const expected = `${caller}: ${name} must have one whole number from 0 to ${batches - 1} for each of the ${count} samples`;
  if (batch === undefined || typeof batch !== 'object' || typeof batch?.length !== 'number') {
    throw invalidArgument(`${expected}; got ${typeName(batch)}; pass the index of each sample's batch.`);
  }
  if (batch.length !== count) throw invalidArgument(`${expected}; got ${batch.length} numbers.`);
  const numbers = Array.from(batch);
  const invalid = numbers.findIndex((each) => !Number.isInteger(each) || each < 0 || each >= batches);
  if (invalid >= 0) throw invalidArgument(`${expected}; sample ${invalid} has ${numbers[invalid]}.`);
  return Uint32Array.from(numbers);
}
