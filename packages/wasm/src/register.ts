import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  getKernel,
  type KernelConfig,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { conv2DBackpropFilter } from './gradients/conv2d-backprop-filter.js';
import { conv2DBackpropInput } from './gradients/conv2d-backprop-input.js';
import { depthwiseBackpropFilter } from './gradients/depthwise-backprop-filter.js';
import { depthwiseBackpropInput } from './gradients/depthwise-backprop-input.js';
import { GRADIENT_NAMES, registerGradients, unregisterGradients } from './gradients/register-gradients.js';
import { arithmeticWithRow } from './kernels/arithmetic-with-row.js';
import { fusedBatchNorm } from './kernels/fused-batch-norm.js';
import { identity } from './kernels/identity.js';
import { type CreateKernel, type KernelCall, notRegistered } from './kernels/kernel.js';
import { batchMatMul, fusedMatMul } from './kernels/mat-mul.js';
import { paddingGuard } from './kernels/padding-guard.js';
import { reduction } from './kernels/reduction.js';
import { REPLACEMENT, type Replacement, replacementOf } from './kernels/replacement.js';
import { createRightOperandGuard, type RightOperandGuard } from './kernels/right-operand-guard.js';
import { tile } from './kernels/tile.js';
import { unsortedSegmentSum } from './kernels/unsorted-segment-sum.js';
import { checkStart } from './start/checked-factory.js';

/** The kernels and gradients that {@link registerKernels} registers, by tfjs' names. */
export interface RegisteredKernels {
  /** Kernels that replace those of tfjs-backend-wasm. */
  readonly replaced: readonly string[];
  /** Kernels that tfjs-backend-wasm lacks. */
  readonly added: readonly string[];
  /** Kernels whose gradients are replaced while the current backend is wasm. */
  readonly gradients: readonly string[];
}

const BACKEND = 'wasm';

/** Both matrix products share one guard, because they share XNNPACK's cache of packed operands. */
const createKernels = (guard: RightOperandGuard): Readonly<Record<string, CreateKernel>> => ({
  Conv2DBackpropInput: conv2DBackpropInput,
  Conv2DBackpropFilter: conv2DBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: depthwiseBackpropInput,
  DepthwiseConv2dNativeBackpropFilter: depthwiseBackpropFilter,
  Conv2D: paddingGuard(false),
  FusedConv2D: paddingGuard(false),
  DepthwiseConv2dNative: paddingGuard(true),
  FusedDepthwiseConv2D: paddingGuard(true),
  BatchMatMul: batchMatMul(guard),
  _FusedMatMul: fusedMatMul(guard),
  FusedBatchNorm: fusedBatchNorm,
  Sum: reduction(false),
  Mean: reduction(true),
  Add: arithmeticWithRow,
  Sub: arithmeticWithRow,
  Multiply: arithmeticWithRow,
  RealDiv: arithmeticWithRow,
  Identity: identity,
  Tile: tile,
  UnsortedSegmentSum: unsortedSegmentSum,
});

/**
 * Registers this package's kernels for the backend `wasm`, replacing the stock ones. Importing the package already does
 * this; call it after {@link unregisterKernels}, or to get the names of the registered kernels and gradients. Works
 * before and after `tf.setBackend('wasm')`. A second call or a second copy of the package changes nothing.
 *
 * @returns the names of the kernels and gradients that this package now provides.
 * @category Kernels
 */
export function registerKernels(): RegisteredKernels {
  const replaced: string[] = [];
  const added: string[] = [];
  for (const [name, create] of Object.entries(createKernels(createRightOperandGuard()))) {
    const found: KernelConfig | undefined = getKernel(name, BACKEND);
    const known = replacementOf(found);
    const stock = known === undefined ? found : known.stock;
    (stock === undefined ? added : replaced).push(name);
    if (known !== undefined) continue;
    if (stock !== undefined) unregisterKernel(name, BACKEND);
    registerKernel(ownConfig(name, create, stock));
  }
  registerGradients();
  checkStart();
  return { replaced, added, gradients: GRADIENT_NAMES };
}

/**
 * Restores the stock kernels and gradients exactly as they were, and frees all memory that this package's kernels
 * use. Has no effect if they are not registered.
 *
 * @category Kernels
 */
export function unregisterKernels(): void {
  for (const name of Object.keys(createKernels(createRightOperandGuard()))) {
    const replacement = replacementOf<KernelConfig>(getKernel(name, BACKEND));
    if (replacement === undefined) continue;
    replacement.release();
    unregisterKernel(name, BACKEND);
    if (replacement.stock !== undefined) registerKernel(replacement.stock);
  }
  unregisterGradients();
}

function ownConfig(name: string, create: CreateKernel, stock: KernelConfig | undefined): KernelConfig {
  const { run, release } = create((call) => {
    if (stock === undefined) throw notRegistered('@csm/wasm', name);
    return stock.kernelFunc(call) as TensorInfo;
  });
  const replacement: Replacement<KernelConfig> = { stock, release: () => release?.() };
  const own = {
    ...stock,
    kernelName: name,
    backendName: BACKEND,
    // Our kernel may pass calls on to the stock kernel, which needs its setup in a new backend.
    setupFunc: (backend: object) => {
      stock?.setupFunc?.(backend);
      // tfjs-layers may have been imported after this package.
      registerGradients();
    },
    kernelFunc: ((call: KernelCall) => run(call)) as unknown as KernelFunc,
    disposeFunc: (backend: object) => {
      release?.(backend as BackendWasm);
      stock?.disposeFunc?.(backend);
    },
    [REPLACEMENT]: replacement,
  };
  return own;
}
