import {
  backend,
  type DataId,
  engine,
  getBackend,
  getKernel,
  type KernelBackend,
  memory,
  registerBackend,
  registerKernel,
  removeBackend,
  setBackend,
  type Tensor,
  type TensorInfo,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Emitter } from './emitter.js';
import { KERNELS } from './kernels/index.js';
import type { KernelInputs } from './kernels/kernel.js';
import { NotRecordable } from './not-recordable.js';
import type { Value } from './value.js';

const NAME = 'csm-onnx';

/** Converts between values of the model that is being written and symbolic tensors, which have a shape but no values. */
export interface Recording {
  readonly emitter: Emitter;
  /** @returns a symbolic tensor, which is freed at the end of the recording. */
  tensorFor(value: Value): Tensor;
  valueFor(tensor: TensorInfo): Value;
}

/**
 * Runs TensorFlow.js code on symbolic tensors: each kernel that it calls adds nodes to the emitter instead of computing. Meanwhile a backend for
 * recording is the current one, so the code must be synchronous; afterwards the previous backend is restored and all tensors are freed.
 *
 * @throws if the code calls a kernel that is not in `kernels/`, or reads values on the host.
 */
export function record<T>(emitter: Emitter, run: (recording: Recording) => T): T {
  backend();
  const before = getBackend();
  const { numBytes } = memory();
  const recorder = recordingBackend(emitter);
  registerKernels();
  registerBackend(NAME, () => recorder.backend as KernelBackend, 0);
  // Takes effect synchronously, because the backend's factory is synchronous.
  void setBackend(NAME);
  try {
    const results: T[] = [];
    tidy(() => {
      results.push(run(recorder));
    });
    return results[0] as T;
  } finally {
    void setBackend(before);
    removeBackend(NAME);
    // Symbolic tensors are so large that adding and subtracting their sizes rounds the count of bytes.
    engine().state.numBytes = numBytes;
  }
}

/** The part of a backend that the engine calls: a store of values. */
function recordingBackend(emitter: Emitter) {
  const values = new Map<DataId, Value>();
  const valueFor = ({ dataId, shape }: TensorInfo): Value => {
    const value = values.get(dataId);
    if (value !== undefined) return value;
    throw new NotRecordable(
      `reads a tensor of shape [${shape}] that was made outside of it; make the tensor inside, from an array of numbers`,
    );
  };
  const store = (value: Value): TensorInfo => {
    const dataId = {};
    values.set(dataId, value);
    return { dataId, shape: [...value.shape], dtype: value.type === 'int64' ? 'int32' : value.type };
  };
  return {
    emitter,
    valueFor,
    tensorFor(value: Value): Tensor {
      return engine().makeTensorFromTensorInfo(store(value));
    },
    backend: {
      emitter,
      valueFor,
      store,
      write(numbers: ArrayLike<number>, shape: number[], dtype: string): DataId {
        return store(emitter.constant(typed(numbers, dtype), shape)).dataId;
      },
      readSync: notOnHost,
      read: notOnHost,
      disposeData: (dataId: DataId) => values.delete(dataId),
      numDataIds: () => values.size,
      refCount: () => 1,
      incRef() {},
      memory: () => ({ unreliable: true }),
      floatPrecision: () => 32,
      epsilon: () => 1e-7,
      timerAvailable: () => false,
      dispose() {},
    } as Partial<KernelBackend> & { store: typeof store; valueFor: typeof valueFor; emitter: Emitter },
  };
}

type RecordingBackend = ReturnType<typeof recordingBackend>['backend'];

function notOnHost(): never {
  throw new NotRecordable(
    'reads values on the host; use only TensorFlow.js operations, such as tf.topk for a percentile',
  );
}

function typed(numbers: ArrayLike<number>, dtype: string): Float32Array | Int32Array | Uint8Array {
  if (dtype === 'int32') return Int32Array.from(numbers);
  return dtype === 'bool' ? Uint8Array.from(numbers) : Float32Array.from(numbers);
}

function registerKernels(): void {
  if (getKernel('Identity', NAME) !== undefined) return;
  for (const [kernelName, kernel] of Object.entries(KERNELS)) {
    registerKernel({
      kernelName,
      backendName: NAME,
      kernelFunc({ inputs, attrs, backend }) {
        const { emitter, valueFor, store } = backend as RecordingBackend;
        const given = Object.fromEntries(
          Object.entries(inputs).flatMap(([name, info]) => (info ? [[name, valueFor(info)]] : [])),
        ) as KernelInputs;
        const found = kernel(emitter, given, attrs ?? {});
        return Array.isArray(found) ? found.map(store) : store(found as Value);
      },
    });
  }
}
