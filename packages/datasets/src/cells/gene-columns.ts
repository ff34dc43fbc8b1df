import { checkList, invalidArgument, someNames } from '@csm/base';
import { geneHint } from '../spatial/gene-index.js';
import { firstDuplicate } from '../tables/unique-names.js';
import type { Cells } from './cells.js';

/** The columns that genes of the data are written to. */
export interface GeneColumns {
  /** The genes of the columns. */
  readonly genes: readonly string[];
  /** `[genes of the data]`: the column of each gene, or −1 for a gene without a column. */
  readonly columnOf: Int32Array;
}

/**
 * Finds the genes of an encoder in the data, by their names and otherwise by their ids.
 *
 * @throws if a gene is a duplicate, if genes are missing (unless `missing` is `'zero'`), and if all genes are missing.
 */
export function geneColumns(
  caller: string,
  cells: Pick<Cells, 'genes' | 'geneIds'>,
  genes: readonly string[] | undefined,
  missing: { readonly genes: 'error' | 'zero'; readonly onWarning: (message: string) => void },
): GeneColumns {
  if (genes === undefined) return { genes: cells.genes, columnOf: Int32Array.from(cells.genes.keys()) };
  checkGenes(caller, genes);
  const columnOf = new Int32Array(cells.genes.length).fill(-1);
  const geneOf = geneNumbers(cells);
  const absent: string[] = [];
  for (const [column, name] of genes.entries()) {
    const gene = geneOf.get(name);
    if (gene === undefined) {
      absent.push(name);
      continue;
    }
    if (columnOf[gene] !== -1) {
      throw invalidArgument(
        `${caller}: genes[${columnOf[gene]}] "${genes[columnOf[gene]!]}" and genes[${column}] "${name}" are the same gene, its name ` +
          'and its id; pass it once.',
      );
    }
    columnOf[gene] = column;
  }
  const [first] = absent;
  if (first === undefined) return { genes: [...genes], columnOf };
  const lacking = `the data lack ${absent.length === genes.length ? 'all of them' : someNames('gene', absent)}`;
  if (missing.genes === 'error' || absent.length === genes.length) {
    const orZero = missing.genes === 'error' ? `, or pass missingGenes: 'zero' to read them as 0` : '';
    throw invalidArgument(
      `${caller}: expected the ${genes.length} genes of the option genes; ${lacking}; "${first}": ${geneHint(cells, first)}${orZero}.`,
    );
  }
  missing.onWarning(
    `${caller}: ${lacking} of the ${genes.length} that were asked for; their counts are 0 in every cell, which an encoder reads as ` +
      'not expressed.',
  );
  return { genes: [...genes], columnOf };
}

function checkGenes(caller: string, genes: readonly string[]): void {
  checkList(caller, 'genes', genes);
  if (genes.length === 0) {
    throw invalidArgument(`${caller}: genes must have at least one name; got an empty array.`);
  }
  const duplicate = firstDuplicate(genes);
  if (!duplicate) return;
  const { name, first, second } = duplicate;
  throw invalidArgument(
    `${caller}: genes[${second}] is a duplicate of genes[${first}], "${name}"; pass each gene once.`,
  );
}

/** The gene of each name and of each id that is not also a name or an id of several genes. */
function geneNumbers({ genes, geneIds = [] }: Pick<Cells, 'genes' | 'geneIds'>): Map<string, number> {
  const geneOf = new Map<string, number>();
  const ambiguous = new Set<string>();
  for (const [gene, id] of geneIds.entries()) {
    if (geneOf.has(id)) ambiguous.add(id);
    geneOf.set(id, gene);
  }
  for (const id of ambiguous) geneOf.delete(id);
  for (const [gene, name] of genes.entries()) geneOf.set(name, gene);
  return geneOf;
}
