import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  broadcast_util,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { type CreateKernel, floats, type KernelCall, runKernel, withTemporaries } from './kernel.js';
import { copyOf, type RightOperandGuard } from './right-operand-guard.js';

const NOT_TRANSPOSED = { transposeA: false, transposeB: false };

/**
 * a · b of two matrices in XNNPACK. The data of `b` must never have been used as a right operand in another shape.
 */
export function multiply(backend: BackendWasm, a: TensorInfo, b: TensorInfo): TensorInfo {
  const batchOfOne = (matrix: TensorInfo): TensorInfo => ({ ...matrix, shape: [1, ...matrix.shape] });
  const product = runKernel(backend, 'BatchMatMul', { a: batchOfOne(a), b: batchOfOne(b) }, NOT_TRANSPOSED);
  return { ...product, shape: product.shape.slice(1) };
}

interface Operands {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * Matrix product. As soon as an operand is transposed, the stock kernel uses a scalar loop instead of XNNPACK; here a single pair
 * of matrices is transposed first. Other products are passed to the stock kernel, through the guard.
 */
export function batchMatMul(guard: RightOperandGuard): CreateKernel {
  return (stock) => ({
    run(call) {
      const operands = operandsOf(call);
      const { a, b, transposeA, transposeB } = operands;
      if (sumsNothing(operands)) return zeros(call.backend, operands);
      if (!isProductOfTwoMatrices(operands)) return stock(call);
      if (!transposeA && !transposeB) return guard(call, stock);
      const product = transposedProduct(call.backend, matrix(a), matrix(b), transposeA, transposeB);
      const leading = (a.shape.length >= b.shape.length ? a : b).shape.slice(0, -2);
      return { ...product, shape: [...leading, ...product.shape] };
    },
  });
}

/**
 * Matrix product with bias and activation. A single pair of matrices of which neither is transposed is passed to the
 * stock kernel, through the guard. For batches and transposed operands the stock kernel adds the bias wrongly; for
 * these, the three steps run one by one.
 */
export function fusedMatMul(guard: RightOperandGuard): CreateKernel {
  return (stock) => ({
    run(call) {
      const operands = operandsOf(call);
      const activate = activations[(call.attrs.activation as string | null | undefined) ?? 'linear'];
      if (activate === undefined) return stock(call);
      if (operands.transposeA || operands.transposeB || !isProductOfTwoMatrices(operands)) {
        return stepByStep(call, activate);
      }
      return guard(call, stock);
    },
  });
}

/** An elementwise kernel, with the inputs and attributes that it takes from the fused product's call; null for no activation. */
type Activation =
  | ((call: KernelCall) => [kernel: string, inputs: NamedTensorInfoMap, attrs?: NamedAttrMap])
  | null;

/** The activations that the stock kernel supports, by tfjs' names; x is the product. */
const activations: Readonly<Record<string, Activation>> = {
  linear: null,
  relu: () => ['Relu', {}],
  relu6: () => ['Relu6', {}],
  elu: () => ['Elu', {}],
  sigmoid: () => ['Sigmoid', {}],
  leakyrelu: ({ attrs }) => ['LeakyRelu', {}, { alpha: attrs.leakyreluAlpha as number }],
  prelu: ({ inputs }) => ['Prelu', { alpha: inputs.preluActivationWeights as TensorInfo }],
};

function stepByStep(call: KernelCall, activate: Activation): TensorInfo {
  const { inputs, backend } = call;
  const { a, b, transposeA, transposeB } = operandsOf(call);
  return withTemporaries(backend, (temporary) => {
    let result = runKernel(backend, 'BatchMatMul', { a, b }, { transposeA, transposeB });
    if (inputs.bias != null) {
      result = runKernel(backend, 'Add', { a: temporary(result), b: inputs.bias as TensorInfo });
    }
    if (activate === null) return result;
    const [kernel, more, settings] = activate(call);
    return runKernel(backend, kernel, { x: temporary(result), ...more }, settings);
  });
}

function operandsOf(call: KernelCall): Operands {
  return { ...call.inputs, ...call.attrs } as unknown as Operands;
}

function isProductOfTwoMatrices({ a, b, transposeA, transposeB }: Operands): boolean {
  const float32 = a.dtype === 'float32' && b.dtype === 'float32';
  const sameInner = a.shape.at(transposeA ? -2 : -1) === b.shape.at(transposeB ? -1 : -2);
  const filled = util.sizeFromShape(a.shape) > 0 && util.sizeFromShape(b.shape) > 0;
  return batchSize(a) === 1 && batchSize(b) === 1 && float32 && sameInner && filled;
}

/** Whether every number of the product is a sum of no terms. */
function sumsNothing({ a, b, transposeA, transposeB }: Operands): boolean {
  const float32 = a.dtype === 'float32' && b.dtype === 'float32';
  return float32 && a.shape.at(transposeA ? -2 : -1) === 0 && b.shape.at(transposeB ? -1 : -2) === 0;
}

/** A product that consists of zeros; the stock kernel would return the previous content of the memory. */
function zeros(backend: BackendWasm, { a, b, transposeA, transposeB }: Operands): TensorInfo {
  const leading = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const sides = [a.shape.at(transposeA ? -1 : -2)!, b.shape.at(transposeB ? -2 : -1)!];
  const result = backend.makeOutput([...leading, ...sides], 'float32');
  floats(backend, result).fill(0);
  return result;
}

function transposedProduct(
  backend: BackendWasm,
  a: TensorInfo,
  b: TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
): TensorInfo {
  return withTemporaries(backend, (temporary) => {
    const t = (x: TensorInfo): TensorInfo =>
      temporary(runKernel(backend, 'Transpose', { x }, { perm: [1, 0] }));
    // XNNPACK caches a packed right operand by its data id and ignores its shape, so the operand needs separate data.
    const own = (x: TensorInfo): TensorInfo => temporary(copyOf(backend, x));
    const flipped = (product: TensorInfo): TensorInfo =>
      runKernel(backend, 'Transpose', { x: temporary(product) }, { perm: [1, 0] });
    if (transposeA && transposeB) return flipped(multiply(backend, b, own(a)));
    if (transposeA) return multiply(backend, t(a), own(b));
    // (b·aᵀ)ᵀ equals a·bᵀ but does not transpose b, which is often a large weight; this is cheaper if a has few rows.
    const [rows, inner] = a.shape as [number, number];
    const columns = b.shape[0]!;
    return rows * (2 * inner + columns) < 2 * columns * inner
      ? flipped(multiply(backend, b, t(a)))
      : multiply(backend, a, t(b));
  });
}

function batchSize(x: TensorInfo): number {
  return util.sizeFromShape(x.shape.slice(0, -2));
}

function matrix(x: TensorInfo): TensorInfo {
  return { ...x, shape: x.shape.slice(-2) };
}
