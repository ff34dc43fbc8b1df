import { invalidFile } from '@csm/base';
import type { ByteSource } from '../../files/byte-source.js';
import { type CelebaTableOptions, checkCelebaTable, readCelebaRows } from './celeba-rows.js';

/**
 * The splits of CelebA: 0, 1 and 2 in the file.
 *
 * @category Images
 */
export const celebaSplits = ['train', 'valid', 'test'] as const;

/** The name of one split. */
export type CelebaSplit = (typeof celebaSplits)[number];

/**
 * Reads `list_eval_partition` as txt (only rows: an id and 0, 1 or 2) or CSV (with a header), gzipped or not.
 *
 * @returns the split of each image, by id.
 * @throws Error with code `ERR_INVALID_FILE`, naming the line: if a number is not 0, 1 or 2, and if the table has
 * another form, as in `readCelebaAttributes`.
 * @category Images
 */
export async function readCelebaPartition(
  source: ByteSource,
  options: CelebaTableOptions = {},
): Promise<ReadonlyMap<string, CelebaSplit>> {
  checkCelebaTable('readCelebaPartition', source, options);
  const splits = new Map<string, CelebaSplit>();
  await readCelebaRows(source, {
    where: `readCelebaPartition: ${options.name ?? 'the table'}`,
    signal: options.signal,
    txtHasHeader: false,
    onNames: (names, at) => {
      if (names.length === 1) return;
      const got = `image_id,${names.join(',').slice(0, 60)}`;
      throw invalidFile(
        `${at}: expected the header image_id,partition; got ${got}; check that this is the right file.`,
      );
    },
    onRow: (id, cells, at) => {
      const split = /^[012]$/.test(cells[0] ?? '') ? celebaSplits[Number(cells[0])] : undefined;
      if (!split || cells.length !== 1) {
        const got = JSON.stringify(`${id} ${cells.join(' ')}`.slice(0, 60));
        throw invalidFile(`${at}: expected an id and 0 (train), 1 (validation) or 2 (test); got ${got}.`);
      }
      splits.set(id, split);
    },
  });
  return splits;
}
