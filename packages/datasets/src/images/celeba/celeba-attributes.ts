import { invalidFile } from '@csm/base';
import type { ByteSource } from '../../files/byte-source.js';
import type { AttributeColumn, AttributeTable } from '../../tables/attributes/attribute-table.js';
import { type CelebaTableOptions, checkCelebaTable, readCelebaRows } from './celeba-rows.js';

/**
 * Reads `list_attr_celeba`, the binary attributes of CelebA, as txt or CSV, gzipped or not. −1 becomes 0.
 *
 * @throws Error with code `ERR_INVALID_FILE`, naming the line: if a value is not −1 or 1, and if the table has another
 * form: a wrong header, rows of unequal length, an id that leads out of the folder or is a duplicate, fewer rows than
 * announced.
 * @category Images
 */
export async function readCelebaAttributes(
  source: ByteSource,
  options: CelebaTableOptions = {},
): Promise<AttributeTable> {
  checkCelebaTable('readCelebaAttributes', source, options);
  const ids: string[] = [];
  let columns: { name: string; codes: number[] }[] = [];
  await readCelebaRows(source, {
    where: `readCelebaAttributes: ${options.name ?? 'the table'}`,
    signal: options.signal,
    txtHasHeader: true,
    onNames: (names) => {
      columns = names.map((name) => ({ name, codes: [] }));
    },
    onRow: (id, cells, at) => {
      ids.push(id);
      for (const [i, { name, codes }] of columns.entries()) {
        const cell = cells[i] ?? '';
        if (cell !== '1' && cell !== '-1') {
          const got = JSON.stringify(cell.slice(0, 40));
          throw invalidFile(`${at}, ${name}: expected −1 or 1; got ${got}.`);
        }
        codes.push(cell === '1' ? 1 : 0);
      }
    },
  });
  return {
    ids,
    columns: new Map<string, AttributeColumn>(
      columns.map(({ name, codes }) => [name, { values: [0, 1], codes: Int8Array.from(codes) }]),
    ),
  };
}
