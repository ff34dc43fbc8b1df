import { checkNdarray, checkShape, contiguous, invalidArgument, isNdarray, typeName } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { CellStream } from '../rank-genes-types.js';

/** Some cells of the inputs. */
export interface CellPart {
  /** Index of the first cell. */
  readonly start: number;
  readonly size: number;
  /** `[size, genes]`, row-major. It may be a view of the caller's array. */
  readonly values: Float32Array;
}

/** @throws unless the inputs are an array `[n, genes]` or batches of cells with a count. @returns the number of cells. */
export function cellCount(caller: string, inputs: NdArray | CellStream, genes: number): number {
  if (isNdarray(inputs)) {
    const array = inputs as NdArray;
    checkNdarray(`${caller}, inputs`, array);
    checkShape(caller, 'inputs', array.shape, ['n', genes]);
    const [count = 0] = array.shape;
    if (count > 0) return count;
    throw invalidArgument(`${caller}: expected at least one cell; got none.`);
  }
  const stream = inputs as Partial<CellStream> | undefined;
  const iterates = typeof stream?.[Symbol.asyncIterator] === 'function';
  if (iterates && Number.isSafeInteger(stream?.count) && (stream?.count ?? 0) > 0) return stream?.count ?? 0;
  const got = iterates ? `batches with count ${stream?.count}` : typeName(inputs);
  throw invalidArgument(
    `${caller}: expected an ndarray [n, genes] or batches of at least one cell, such as cellBatches(cells); got ${got}.`,
  );
}

/** The cells in parts of at most `batchSize`; the batches of a stream are cut, not joined. No part reaches across cell `boundary`. */
export async function* cellParts(
  caller: string,
  inputs: NdArray | CellStream,
  genes: number,
  count: number,
  batchSize: number,
  boundary = 0,
): AsyncGenerator<CellPart> {
  let start = 0;
  for await (const batch of isNdarray(inputs) ? [inputs as NdArray] : batchesOf(inputs as CellStream)) {
    checkNdarray(`${caller}, batch`, batch);
    checkShape(caller, 'a batch', batch.shape, ['n', genes]);
    const values = contiguous(batch);
    const [rows = 0] = batch.shape;
    for (let row = 0, size = 0; row < rows; row += size) {
      size = Math.min(batchSize, rows - row, start < boundary ? boundary - start : Infinity);
      const part = { start, size, values: values.subarray(row * genes, (row + size) * genes) };
      checkFinite(caller, part, genes);
      start += size;
      yield part;
    }
  }
  if (start === count) return;
  throw invalidArgument(
    `${caller}: the batches must have ${count} cells, which is their count; got ${start}.`,
  );
}

async function* batchesOf(stream: CellStream): AsyncGenerator<NdArray> {
  for await (const { inputs } of stream) yield inputs;
}

function checkFinite(caller: string, { start, values }: CellPart, genes: number): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw invalidArgument(
      `${caller}: inputs must be finite numbers; cell ${start + Math.floor(i / genes)} holds ${values[i]}.`,
    );
  }
}
