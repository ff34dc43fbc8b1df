import * as tf from '@tensorflow/tfjs-core';

/** The time spent in each kernel: one line per kernel and call path (`A > B`: B when called by A). */
export interface KernelTime {
  readonly kernel: string;
  /** Milliseconds of CPU time inside the kernel, without the kernels that it calls. */
  readonly ms: number;
  readonly calls: number;
  /** Multiplications and additions of convolutions and matrix products. */
  readonly flops: number;
}

/**
 * Runs `work` with a clock around every kernel that is registered for wasm, including kernels that call others. The remaining
 * time is tfjs' own bookkeeping and the caller's code: the line `(outside kernels)`.
 */
export async function kernelTimes(work: () => Promise<unknown>): Promise<KernelTime[]> {
  const times = new Map<string, { ms: number; calls: number; flops: number }>();
  const open: { path: string; inner: number }[] = [];
  const kernels = tf.getKernelsForBackend('wasm');
  const clocked = kernels.map((config) => {
    const kernelFunc: tf.KernelFunc = (call) => {
      const parent = open.at(-1);
      const path = parent === undefined ? config.kernelName : `${parent.path} > ${config.kernelName}`;
      const here = { path, inner: 0 };
      open.push(here);
      const start = cpuMs();
      try {
        const result = config.kernelFunc(call);
        const entry = times.get(path) ?? { ms: 0, calls: 0, flops: 0 };
        times.set(path, entry);
        entry.flops += flopsOf(config.kernelName, call.inputs, result as tf.TensorInfo);
        return result;
      } finally {
        const ms = cpuMs() - start;
        open.pop();
        if (parent !== undefined) parent.inner += ms;
        const entry = times.get(path) ?? { ms: 0, calls: 0, flops: 0 };
        times.set(path, entry);
        entry.ms += ms - here.inner;
        entry.calls++;
      }
    };
    return { ...config, kernelFunc };
  });
  replace(kernels, clocked);
  const start = cpuMs();
  try {
    await work();
  } finally {
    replace(clocked, kernels);
  }
  const total = cpuMs() - start;
  const lines = [...times].map(([kernel, entry]) => ({ kernel, ...entry }));
  const inside = lines.reduce((sum, { ms }) => sum + ms, 0);
  lines.push({ kernel: '(outside kernels)', ms: total - inside, calls: 0, flops: 0 });
  return lines.sort((a, b) => b.ms - a.ms);
}

function replace(from: readonly tf.KernelConfig[], to: readonly tf.KernelConfig[]): void {
  for (const { kernelName } of from) tf.unregisterKernel(kernelName, 'wasm');
  for (const config of to) tf.registerKernel(config);
}

/** Two operations per product of a weight and a value; products with zero padding count, since XNNPACK computes them. */
function flopsOf(kernel: string, inputs: tf.NamedTensorInfoMap, result: tf.TensorInfo): number {
  const values = tf.util.sizeFromShape(result.shape);
  if (kernel === 'Conv2D' || kernel === 'FusedConv2D') {
    const [height, width, channels] = inputs.filter!.shape as [number, number, number];
    return 2 * values * height * width * channels;
  }
  if (kernel === 'BatchMatMul' || kernel === '_FusedMatMul') {
    const [a, b] = [inputs.a!, inputs.b!].map(({ shape }) => tf.util.sizeFromShape(shape)) as [
      number,
      number,
    ];
    return 2 * Math.sqrt(a * b * values);
  }
  return 0;
}

/** CPU milliseconds of this process. Unlike wall-clock time, they do not include the time of other processes. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
