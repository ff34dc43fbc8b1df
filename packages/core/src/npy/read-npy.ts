import { readFile } from 'node:fs/promises';
import { checkPath, invalidFile, likeness, unreadableFile } from '@csm/base';
import type { NdArray } from 'ndarray';
import { parseNpy } from './npy-format.js';

/**
 * Reads a `.npy` file, such as those of `numpy.save` and {@link writeNpy}, in either order of memory: little-endian float32,
 * float64 and integers of up to 32 bits keep their type; float16 becomes float32, booleans become uint8, and integers of 64 bits
 * become float64.
 *
 * @throws if the file is missing, cut off or of another format, or holds strings, objects, records, complex numbers or integers
 *   beyond 2⁵³.
 * @category Save and load
 */
export async function readNpy(path: string): Promise<NdArray> {
  checkPath('readNpy', 'path', path, 'a file');
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw unreadableFile(`readNpy: ${path}`, cause);
  });
  const found = likeness(bytes);
  if (found) throw invalidFile(`readNpy: expected a .npy file; ${path} is ${found.what}; ${found.remedy}.`);
  return parseNpy(bytes, (what, cause) =>
    invalidFile(
      `readNpy: ${path} must be a whole .npy file of numbers; ${what}; copy the file again, or write it again, such as with ` +
        "numpy.save(path, array.astype('<f4')).",
      { cause },
    ),
  );
}
