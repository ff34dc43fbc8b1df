import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Child } from './child.js';
import type { Prepared } from './jobs/job.js';

/** Writes the weights, inputs and concept vector as one file of float32 numbers, and their shapes as another file, for `peer.py`. */
export async function writeExchange(
  folder: string,
  { model, inputs, concept }: NonNullable<Prepared['exchange']>,
): Promise<void> {
  const weights = (model?.layers ?? []).flatMap((layer) => layer.getWeights());
  const numbers = await Promise.all(weights.map((weight) => weight.data<'float32'>()));
  await writeFile(
    join(folder, 'numbers.bin'),
    Buffer.concat([...numbers, inputs, concept].map((part) => bytes(part))),
  );
  const shapes = [...weights.map(({ shape }) => shape), [inputs.length], [concept.length]];
  await writeFile(join(folder, 'shapes.json'), JSON.stringify(shapes));
}

/** The maps of the last run of a process, which it sends as base64. */
export async function valuesOf(child: Child): Promise<Float32Array> {
  const { values } = await child.ask('values');
  return new Float32Array(new Uint8Array(Buffer.from(`${values}`, 'base64')).buffer);
}

export function bytes({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
