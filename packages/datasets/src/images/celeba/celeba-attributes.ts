import { type ByteSource, requireByteSource } from '../../files/byte-source.js';
import type { AttributeColumn, AttributeTable } from '../../tables/attributes/attribute-table.js';
import { type CelebaTableOptions, readCelebaRows } from './celeba-rows.js';

/**
 * Reads `list_attr_celeba`, the binary attributes of CelebA, in its txt or its CSV form, gzipped or not: −1 becomes 0.
 * Throws, naming the line, on values other than −1 and 1, and on a table of another form: a wrong header, rows of
 * unequal length, an id that leaves the folder or comes twice, fewer rows than announced.
 */
export async function readCelebaAttributes(
  source: ByteSource,
  { name = 'the table', signal }: CelebaTableOptions = {},
): Promise<AttributeTable> {
  requireByteSource('readCelebaAttributes', source);
  const ids: string[] = [];
  let columns: { name: string; codes: number[] }[] = [];
  await readCelebaRows(source, {
    where: `readCelebaAttributes: ${name}`,
    signal,
    txtHasHeader: true,
    onNames: (names) => {
      columns = names.map((name) => ({ name, codes: [] }));
    },
    onRow: (id, cells, at) => {
      ids.push(id);
      for (const [i, cell] of cells.entries()) {
        if (cell !== '1' && cell !== '-1') {
          throw new Error(
            `${at}, ${columns[i]!.name}: expected −1 or 1; got ${JSON.stringify(cell.slice(0, 40))}`,
          );
        }
        columns[i]!.codes.push(cell === '1' ? 1 : 0);
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
