import { checkPath, invalidArgument, typeName } from '@csm/base';
import { writeAtomically } from '@csm/base/node';

/**
 * Writes a table, such as one of `spotTable`, atomically: under a temporary name that is renamed at the end.
 * @throws if the folder does not exist.
 * @category Attribute tables
 */
export async function writeTable(path: string, csv: string): Promise<void> {
  checkPath('writeTable', 'path', path, 'a file');
  if (typeof csv !== 'string') {
    throw invalidArgument(
      `writeTable: csv must be the text of a table, as from spotTable; got ${typeName(csv)}.`,
    );
  }
  await writeAtomically(path, csv, { createFolder: false });
}
