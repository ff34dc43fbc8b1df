import { checkOptions, invalidArgument } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { batchesOf } from './cell-batches.js';
import { CELL_MATRIX_OPTIONS, type CellMatrixOptions } from './cell-batches-options.js';
import type { Cells } from './cells.js';
import { checkCells } from './check-cells.js';

/** 4 GiB. Larger matrices are read in batches. */
const MOST_VALUES = 2 ** 30;

/**
 * Reads cells as one dense array `[cells, genes]`, of which the caller owns the numbers. Memory: 4 bytes per number.
 *
 * @throws as {@link cellBatches}; also if the array would have more than 2³⁰ numbers (4 GiB) or memory is short.
 *
 * @example
 * const inputs = await cellMatrix(cells, { rows: group.positives, genes: encoderGenes });
 * @category Cells
 */
export async function cellMatrix(
  cells: Cells,
  options: CellMatrixOptions = {},
): Promise<NdArray<Float32Array>> {
  checkOptions('cellMatrix', options, CELL_MATRIX_OPTIONS);
  checkCells('cellMatrix', cells);
  const batches = batchesOf('cellMatrix', cells, options);
  const shape = [batches.count, batches.genes.length] as const;
  const values = allocated(shape);
  let at = 0;
  for await (const { inputs } of batches) {
    values.set(inputs.data, at);
    at += inputs.data.length;
  }
  return ndarray(values, [...shape]);
}

function allocated([cells, genes]: readonly [cells: number, genes: number]): Float32Array {
  const remedy = 'read batches with cellBatches, or pass fewer rows or genes';
  if (cells * genes > MOST_VALUES) {
    throw invalidArgument(
      `cellMatrix: the matrix may have at most 2^30 numbers (4 GiB); ${cells} cells × ${genes} genes have more; ${remedy}.`,
    );
  }
  try {
    return new Float32Array(cells * genes);
  } catch (cause) {
    const gigabytes = ((4 * cells * genes) / 1e9).toFixed(1);
    throw invalidArgument(
      `cellMatrix: expected memory for ${cells} cells × ${genes} genes (${gigabytes} GB); there is too little; ${remedy}.`,
      { cause },
    );
  }
}
