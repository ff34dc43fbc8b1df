import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { columnSums, MOST_POOLED_COLUMNS } from './column-sums.js';
import { type CreateKernel, floats, runKernel } from './kernel.js';

/** For fewer values, the overhead of the call is larger than the gain. */
const SMALL = 2048;
/** Number of columns in which values are arranged for a sum over all axes. */
const LAYOUT_COLUMNS = 16;
/** The largest window for pooling over the middle axes: XNNPACK keeps one pointer per row of the window. */
const LARGEST_WINDOW = 1 << 14;

/** A tensor treated as [outer, reduced, inner] values. */
interface Layout {
  readonly outer: number;
  readonly reduced: number;
  readonly inner: number;
}

/**
 * Sum and Mean over leading axes (gradient of a bias, statistics of a batch), over middle axes (global average pooling) or over
 * all axes. The stock kernels transpose the tensor and then add one value after another; here XNNPACK's pooling adds them up.
 * Other axes and types are passed to the stock kernel.
 */
export function reduction(average: boolean): CreateKernel {
  return (stock) => ({
    run(call) {
      const x = call.inputs.x as TensorInfo;
      const axes = util.parseAxisParam(call.attrs.axis as number | number[], x.shape);
      const layout = layoutOf(x.shape, axes);
      const empty = util.sizeFromShape(x.shape) === 0;
      if (x.dtype !== 'float32' || (layout === undefined && !empty)) return stock(call);
      const [shape] = backend_util.computeOutAndReduceShapes(x.shape, axes);
      const result =
        layout === undefined
          ? emptyReduction(call.backend, shape, average)
          : reduce(call.backend, x, layout, average);
      if (result === undefined) return stock(call);
      const keepDims = call.attrs.keepDims as boolean;
      return { ...result, shape: keepDims ? backend_util.expandShapeToKeepDim(shape, axes) : shape };
    },
  });
}

/**
 * Undefined if the stock kernel is equally fast: for small tensors, only last axes, or axes that are not adjacent.
 */
function layoutOf(shape: readonly number[], axes: readonly number[]): Layout | undefined {
  const size = util.sizeFromShape([...shape]);
  const first = Math.min(...axes);
  if (size < SMALL || axes.length === 0 || Math.max(...axes) - first + 1 !== axes.length) return undefined;
  const outer = util.sizeFromShape(shape.slice(0, first));
  const inner = util.sizeFromShape(shape.slice(first + axes.length));
  const reduced = size / outer / inner;
  if (inner === 1 && outer > 1) return undefined;
  const isPoolable = reduced > 1 && reduced <= LARGEST_WINDOW && inner <= MOST_POOLED_COLUMNS;
  if (outer > 1 && !isPoolable) return undefined;
  return { outer, reduced, inner };
}

/**
 * The sum of no values is 0 and their mean is NaN; the stock kernel would return the previous content of the
 * memory.
 */
function emptyReduction(backend: BackendWasm, shape: number[], average: boolean): TensorInfo {
  const result = backend.makeOutput(shape, 'float32');
  floats(backend, result).fill(average ? Number.NaN : 0);
  return result;
}

/** Undefined if the stock kernel has to compute it. */
function reduce(
  backend: BackendWasm,
  x: TensorInfo,
  layout: Layout,
  average: boolean,
): TensorInfo | undefined {
  const { outer, reduced, inner } = layout;
  if (outer > 1) return pooled(backend, x, layout, average);
  const sums =
    inner === 1 ? Float64Array.of(total(backend, x, reduced)) : columnSums(backend, x, reduced, inner);
  const result = backend.makeOutput([inner], 'float32');
  floats(backend, result).set(average ? sums.map((sum) => sum / reduced) : sums);
  return result;
}

/**
 * The sum of all values, computed as the sums of the columns of a matrix plus the remaining values that do not fill
 * a row.
 */
function total(backend: BackendWasm, x: TensorInfo, size: number): number {
  const rows = Math.floor(size / LAYOUT_COLUMNS);
  const sums = columnSums(backend, x, rows, LAYOUT_COLUMNS);
  const rest = floats(backend, { ...x, shape: [size] }).subarray(rows * LAYOUT_COLUMNS);
  return sums.reduce((sum, value) => sum + value, 0) + rest.reduce((sum, value) => sum + value, 0);
}

function pooled(
  backend: BackendWasm,
  x: TensorInfo,
  { outer, reduced, inner }: Layout,
  average: boolean,
): TensorInfo | undefined {
  const images = { x: { ...x, shape: [outer, reduced, 1, inner] } };
  const window = { filterSize: [reduced, 1], strides: [1, 1], pad: 'valid' };
  const means = runKernel(backend, 'AvgPool', images, window);
  const values = floats(backend, means);
  if (!values.every(Number.isFinite)) {
    // XNNPACK's pooling turns NaN into −∞.
    backend.disposeData(means.dataId);
    return undefined;
  }
  if (!average) for (let i = 0; i < values.length; i++) values[i]! *= reduced;
  return means;
}
