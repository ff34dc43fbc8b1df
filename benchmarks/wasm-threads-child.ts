// Run by wasm-threads.ts: prepares a workload for one variant, then runs it whenever it is asked to.
import { enableThreads, unregisterKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import { timed } from './wasm-timed.js';
import { WORKLOADS, type WorkloadName } from './wasm-workloads.js';

const [name, variant] = process.argv.slice(2) as [WorkloadName, 'stock' | 'own' | 'own, 2 threads'];
const stock = variant === 'stock';
if (stock) {
  // stock wasm cannot train a convolution at all: lend it the one kernel that it lacks
  const filterGradient = tf.getKernel('Conv2DBackpropFilter', 'wasm');
  unregisterKernels();
  if (name.includes('training')) tf.registerKernel(filterGradient);
}
await enableThreads(variant === 'own, 2 threads' ? 2 : 1);
await tf.setBackend('wasm');
const workload = await WORKLOADS[name](stock);
await workload.run();
process.on('message', async () => process.send!(await timed(workload.run)));
process.send!('ready');
