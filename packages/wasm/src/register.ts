import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  getKernel,
  type KernelConfig,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { conv2DBackpropFilter } from './conv2d-backprop-filter.js';
import { conv2DBackpropInput } from './conv2d-backprop-input.js';
import { identity } from './identity.js';
import type { CreateKernel, KernelCall } from './kernel.js';
import { batchMatMul, fusedMatMul } from './mat-mul.js';
import { createRightOperandGuard } from './right-operand.js';
import { tile } from './tile.js';

/** What stands behind a kernel of ours. It rides on the kernel, so that tfjs' own registry is the only state. */
interface Replacement {
  /** The kernel that was registered before; undefined where tfjs-backend-wasm has none. */
  readonly stock: KernelConfig | undefined;
  /** Frees what the kernel keeps between calls. */
  readonly release: () => void;
}

/** The same symbol in every copy of this package, so that two copies know each other's kernels. */
const REPLACEMENT = Symbol.for('@csm/wasm');

type OwnConfig = KernelConfig & { readonly [REPLACEMENT]?: Replacement };

const BACKEND = 'wasm';

const KERNELS = [
  'Conv2DBackpropInput',
  'Conv2DBackpropFilter',
  'BatchMatMul',
  '_FusedMatMul',
  'Identity',
  'Tile',
] as const;

/**
 * Registers this package's kernels for the backend `wasm`, in place of the stock ones. Importing the package does
 * it; call this only after {@link unregisterKernels}. Works before and after `tf.setBackend('wasm')`. A second call
 * changes nothing.
 *
 * @returns the names of the kernels that are replaced, or added where tfjs-backend-wasm has none
 */
export function registerKernels(): readonly string[] {
  const guard = createRightOperandGuard();
  const create: Record<(typeof KERNELS)[number], CreateKernel> = {
    Conv2DBackpropInput: conv2DBackpropInput,
    Conv2DBackpropFilter: conv2DBackpropFilter,
    BatchMatMul: batchMatMul(guard),
    _FusedMatMul: fusedMatMul(guard),
    Identity: identity,
    Tile: tile,
  };
  for (const name of KERNELS) {
    const stock = registered(name);
    if (stock?.[REPLACEMENT] !== undefined) continue;
    if (stock !== undefined) unregisterKernel(name, BACKEND);
    registerKernel(ownConfig(name, create[name], stock));
  }
  return KERNELS;
}

/**
 * Puts the stock kernels back, exactly as they were, and frees all memory that this package's kernels hold.
 * Without effect where they are not registered.
 */
export function unregisterKernels(): void {
  for (const name of KERNELS) {
    const replacement = registered(name)?.[REPLACEMENT];
    if (replacement === undefined) continue;
    replacement.release();
    unregisterKernel(name, BACKEND);
    if (replacement.stock !== undefined) registerKernel(replacement.stock);
  }
}

function registered(name: string): OwnConfig | undefined {
  return getKernel(name, BACKEND) as OwnConfig | undefined;
}

function ownConfig(name: string, create: CreateKernel, stock: KernelConfig | undefined): OwnConfig {
  const { run, release } = create((call) => {
    if (stock === undefined) throw new Error(`${name}: tfjs-backend-wasm has no such kernel`);
    return stock.kernelFunc(call) as TensorInfo;
  });
  return {
    // keeps the stock setupFunc: the stock kernel, to which ours may pass a call on, needs it in a new backend
    ...stock,
    kernelName: name,
    backendName: BACKEND,
    kernelFunc: ((call: KernelCall) => run(call)) as unknown as KernelFunc,
    disposeFunc: (backend) => {
      release?.(backend as BackendWasm);
      stock?.disposeFunc?.(backend);
    },
    [REPLACEMENT]: { stock, release: () => release?.() },
  };
}
