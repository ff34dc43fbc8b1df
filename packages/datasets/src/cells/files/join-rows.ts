import type { CellRows } from '../cells.js';

/** Appends rows to rows. */
export function joinRows(pieces: readonly CellRows[]): CellRows {
  const [only] = pieces;
  if (pieces.length === 1 && only) return only;
  const count = (lengthOf: (piece: CellRows) => number) =>
    pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
  const rows: CellRows = {
    indptr: new Uint32Array(count(({ indptr }) => indptr.length - 1) + 1),
    genes: new Uint32Array(count(({ genes }) => genes.length)),
    values: new Float32Array(count(({ genes }) => genes.length)),
  };
  let [row, at] = [0, 0];
  for (const { indptr, genes, values } of pieces) {
    rows.genes.set(genes, at);
    rows.values.set(values, at);
    for (let i = 1; i < indptr.length; i++) rows.indptr[++row] = at + indptr[i]!;
    at += genes.length;
  }
  return rows;
}
