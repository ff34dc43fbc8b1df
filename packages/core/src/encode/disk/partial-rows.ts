import { appendFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidFile } from '@csm/base';
import { writeAtomically } from '@csm/base/node';
import ndarray from 'ndarray';
import { checkFinite } from './latent-files.js';
import { type LatentTable, nameProblem } from './latent-table.js';
import { readExisting } from './read-existing.js';

/** The rows of an unfinished pass as raw float32, and their names, one JSON string per line. The names are written last. */
const PARTIAL = { latents: 'latents.partial', ids: 'ids.partial' };

/** Adds rows at the end. */
export async function appendPartial(
  folder: string,
  ids: readonly string[],
  latents: Float32Array,
): Promise<void> {
  const bytes = new Uint8Array(latents.buffer, latents.byteOffset, latents.byteLength);
  await appendFile(join(folder, PARTIAL.latents), bytes);
  await appendFile(join(folder, PARTIAL.ids), lines(ids));
}

const lines = (ids: readonly string[]) => ids.map((id) => `${JSON.stringify(id)}\n`).join('');

/**
 * The complete rows of an interrupted pass. A row or a name that was cut off at the end is left out.
 * @returns undefined if there is no interrupted pass.
 * @throws if a name before the end is damaged or a duplicate, because then no row could be trusted.
 */
export async function readPartial(
  caller: string,
  folder: string,
  size: number,
): Promise<LatentTable | undefined> {
  const path = join(folder, PARTIAL.ids);
  const rowsPath = join(folder, PARTIAL.latents);
  const bytes = await readExisting(caller, rowsPath);
  const text = await readExisting(caller, path);
  if (bytes === undefined) return undefined;
  const whole = text?.subarray(0, text.lastIndexOf('\n') + 1).toString('utf8') ?? '';
  const names = whole.split('\n').slice(0, -1).map(parsedName);
  const problem = nameProblem(names);
  if (problem) {
    throw invalidFile(
      `${caller}: ${path} must have one name in quotes per line; ${problem}; delete ${path} and ${rowsPath} to encode these inputs ` +
        'again.',
    );
  }
  const ids = (names as string[]).slice(0, Math.floor(bytes.byteLength / (4 * size)));
  const values = new Float32Array(new Uint8Array(bytes.subarray(0, ids.length * size * 4)).buffer);
  const notFinite = (row: number) =>
    invalidFile(
      `${caller}: ${rowsPath} must hold finite latents; row ${row + 1} does not; delete ${path} and ${rowsPath} to encode these ` +
        'inputs again.',
    );
  checkFinite(values, notFinite, size);
  return { ids, latents: ndarray(values, [ids.length, size]) };
}

/** The name in a line; undefined if the line is damaged. */
function parsedName(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Cuts both files to their complete rows, so that more can be added. */
export async function repairPartial(folder: string, partial: LatentTable | undefined): Promise<void> {
  // Otherwise, names of missing rows would be taken for the names of the next ones.
  if (!partial) return rm(join(folder, PARTIAL.ids), { force: true });
  await truncate(join(folder, PARTIAL.latents), partial.latents.data.byteLength);
  await writeAtomically(join(folder, PARTIAL.ids), lines(partial.ids));
}

/** Removes the files when their rows are saved. */
export async function removePartial(folder: string): Promise<void> {
  for (const name of Object.values(PARTIAL)) await rm(join(folder, name), { force: true });
}
