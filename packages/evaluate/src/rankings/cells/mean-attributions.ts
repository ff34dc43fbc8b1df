import type { ConceptScore } from '@csm/core';
import { type CellExplainer, explainCells } from './explain-cells.js';

/** Cells that were drawn for the nulls. */
export interface SampledCells {
  /** The index of each cell in the inputs, ascending. */
  readonly cells: readonly number[];
  /** The inputs of each cell. */
  readonly rows: readonly Float32Array[];
}

/** The mean attribution of each score to each gene over some cells. */
export interface MeanAttributions {
  /** `[scores, genes]` */
  readonly means: Float64Array;
  /** The value of each score for each cell, `[cells][scores]`. */
  readonly values: readonly Float64Array[];
}

/** Explains the cells in batches; an encoder with values per cell, one cell at a time. */
export async function meanAttributions(
  cellExplainer: CellExplainer,
  scores: readonly ConceptScore[],
  { cells, rows }: SampledCells,
  batchSize: number,
  onCells: (count: number) => void,
): Promise<MeanAttributions> {
  const [genes = 0] = cellExplainer.encoder.inputShape;
  const means = new Float64Array(scores.length * genes);
  const values = rows.map(() => new Float64Array(scores.length));
  const step = cellExplainer.encoder.slice === undefined ? batchSize : 1;
  for (let start = 0; start < rows.length; start += step) {
    const some = rows.slice(start, start + step);
    const batch = new Float32Array(some.length * genes);
    for (const [i, row] of some.entries()) batch.set(row, i * genes);
    const range = { start, size: some.length, encoderStart: cells[start] ?? 0 };
    await explainCells(cellExplainer, scores, batch, range, (k, { maps, scores: scored }) => {
      for (let i = 0; i < some.length; i++) {
        values[start + i]![k] = scored[i]!;
        for (let g = 0; g < genes; g++) means[k * genes + g]! += maps[i * genes + g]! / rows.length;
      }
    });
    onCells(some.length);
  }
  return { means, values };
}
