import { type ByteSource, requireByteSource } from '../../files/byte-source.js';
import { type CelebaTableOptions, readCelebaRows } from './celeba-rows.js';

/** The parts of CelebA: 0, 1 and 2 in the file. */
export const celebaSplits = ['train', 'valid', 'test'] as const;

/** The name of one part. */
export type CelebaSplit = (typeof celebaSplits)[number];

/**
 * Reads `list_eval_partition` in its txt form (rows alone: an id and 0, 1 or 2) or its CSV form (with a header), gzipped
 * or not: the part of each image, by id.
 * Throws, naming the line, on another number, and on a table of another form, as `readCelebaAttributes`.
 */
export async function readCelebaPartition(
  source: ByteSource,
  { name = 'the table', signal }: CelebaTableOptions = {},
): Promise<ReadonlyMap<string, CelebaSplit>> {
  requireByteSource('readCelebaPartition', source);
  const parts = new Map<string, CelebaSplit>();
  await readCelebaRows(source, {
    where: `readCelebaPartition: ${name}`,
    signal,
    txtHasHeader: false,
    onNames: (names, at) => {
      if (names.length === 1) return;
      throw new Error(
        `${at}: expected the header image_id,partition; got image_id,${names.join(',').slice(0, 60)}`,
      );
    },
    onRow: (id, cells, at) => {
      const part = /^[012]$/.test(cells[0] ?? '') ? celebaSplits[Number(cells[0])] : undefined;
      if (!part || cells.length !== 1) {
        throw new Error(
          `${at}: expected an id and 0 (train), 1 (validation) or 2 (test); got ` +
            JSON.stringify(`${id} ${cells.join(' ')}`.slice(0, 60)),
        );
      }
      parts.set(id, part);
    },
  });
  return parts;
}
