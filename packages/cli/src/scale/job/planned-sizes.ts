import { readFile } from 'node:fs/promises';
import { invalidFile } from '@csm/base';
import type { InputsOf } from '../../inputs/open-inputs-of.js';

/** The sizes of files as the bytes of an object: 32-bit integers, the lowest byte first. */
export function sizesBytes(sizes: readonly number[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(4 * sizes.length));
  for (const [i, size] of sizes.entries()) bytes.setUint32(4 * i, size, true);
  return new Uint8Array(bytes.buffer);
}

/**
 * Reads inputs like `read`, after comparing the sizes of their files with those of the plan: a picture that was replaced would otherwise
 * give its results to the name of another. A picture of the same number of bytes is not noticed.
 * @param file with the {@link sizesBytes} of all inputs of the plan.
 */
export async function withPlannedSizes(
  place: string,
  { read, sizes }: Pick<InputsOf, 'read' | 'sizes'>,
  file: string,
): Promise<InputsOf['read']> {
  const planned = await readFile(file);
  return async (ids, first) => {
    for (const [i, size] of ((await sizes?.(ids)) ?? []).entries()) {
      const expected = planned.readUInt32LE(4 * (first + i));
      if (size === expected) continue;
      throw invalidFile(
        `${place}/${ids[i]}: expected the picture that the plan was made with, of ${expected} bytes; it has ${size}; restore it, or make a new plan.`,
      );
    }
    return read(ids, first);
  };
}
