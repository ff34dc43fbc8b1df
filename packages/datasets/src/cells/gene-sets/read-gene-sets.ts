import { checkOptions, checkWatchers, invalidFile } from '@csm/base';
import { type ByteSource, checkByteSource } from '../../files/byte-source.js';
import { checkLikeness } from '../../files/check-likeness.js';
import { wholeLines } from '../../files/whole-lines.js';
import type { GeneSet } from './gene-set.js';

/** Options of {@link readGeneSets}. */
export interface ReadGeneSetsOptions {
  /** The name of the data in error messages. Default: `'the gene sets'`. */
  readonly name?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads gene sets in GMT format, gzipped or not, as MSigDB and Enrichr publish them: one set per line, its name, a description and its
 * genes, separated by tabs. Empty cells and duplicate genes of a set are left out, as are the weights of Enrichr (`TP53,1.0`).
 *
 * @throws Error with code `ERR_INVALID_FILE`, naming the line: if a line has no genes, or the name of a set is a duplicate; also if
 * the file is empty, a web page or not UTF-8.
 *
 * @example
 * const sets = await readGeneSets(createReadStream('h.all.v2024.1.Hs.symbols.gmt'));
 * @category Groups of cells
 */
export async function readGeneSets(
  source: ByteSource,
  options: ReadGeneSetsOptions = {},
): Promise<GeneSet[]> {
  checkOptions<ReadGeneSetsOptions>('readGeneSets', options, { name: true, signal: true });
  checkWatchers('readGeneSets', options);
  checkByteSource('readGeneSets', source);
  const { name = 'the gene sets', signal } = options;
  const where = `readGeneSets: ${name}`;
  const sets = new Map<string, GeneSet>();
  let line = 0;
  for await (const text of wholeLines(source, { where, encoding: 'utf-8', signal })) {
    if (line === 0 && text.trim() !== '') checkLikeness(where, text, 'gene sets in GMT format');
    for (const row of text.split('\n')) {
      line++;
      if (row.trim() === '') continue;
      const set = setOf(row.replace(/\r$/, ''), `${where}, line ${line}`);
      if (sets.has(set.name)) {
        throw invalidFile(
          `${where}, line ${line}: the gene set "${set.name}" is a duplicate; keep one of the two lines.`,
        );
      }
      sets.set(set.name, set);
    }
  }
  if (sets.size > 0) return [...sets.values()];
  throw invalidFile(
    `${where}: expected gene sets in GMT format; this is an empty file; download or copy it again.`,
  );
}

function setOf(row: string, where: string): GeneSet {
  const [name = '', description = '', ...cells] = row.split('\t').map((cell) => cell.trim());
  const genes = [
    ...new Set(cells.map((cell) => cell.replace(/,[-+.\deE]+$/, '')).filter((gene) => gene !== '')),
  ];
  if (name === '' || genes.length === 0) {
    throw invalidFile(
      `${where}: expected the name of a gene set, a description and its genes, separated by tabs; got ` +
        `${JSON.stringify(row.slice(0, 40))}.`,
    );
  }
  return { name, ...(description !== '' && { description }), genes };
}
