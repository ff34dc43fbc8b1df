import { writeFileAtomically } from '../files/write-file-atomically.js';

/** Writes a table, such as `spotTable` gives it, under a temporary name, and renames it when it is whole. */
export async function writeTable(path: string, csv: string): Promise<void> {
  if (typeof path !== 'string' || path === '' || typeof csv !== 'string') {
    throw new TypeError('writeTable: expected a path and the text of a table, as spotTable gives it');
  }
  await writeFileAtomically(path, csv);
}
