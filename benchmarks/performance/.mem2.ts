import { layersEncoder } from '@csm/core';
import { enableThreads } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import { encoderModel } from './encoders.js';
await enableThreads(1);
await tf.setBackend('wasm');
const e = layersEncoder(encoderModel('A'));
const heap = () => Math.round((tf.backend() as any).wasm.HEAPU8.length / 1e6);
let peak = 0; let log: [number, string, number][] = []; let last = 0;
for (const config of tf.getKernelsForBackend('wasm')) {
  tf.unregisterKernel(config.kernelName, 'wasm');
  tf.registerKernel({ ...config, kernelFunc: (c) => { const h0 = heap(); const r = config.kernelFunc(c); const b = tf.memory().numBytes; peak = Math.max(peak, b); const h = heap(); if (h !== last) { log.push([h, config.kernelName + ' ' + (r as any).shape, Math.round(b / 1e6)]); last = h; } return r; } });
}
const x = tf.randomUniform([8, 128, 128, 3]);
const c = tf.randomNormal([8, 400]) as tf.Tensor2D;
console.log('start', heap(), tf.memory().numBytes / 1e6);
for (let i = 0; i < 2; i++) {
  const t = e.trace(x); console.log('traced', heap(), Math.round(tf.memory().numBytes / 1e6), 'peak', Math.round(peak / 1e6));
  const g = await t.backward(c, undefined, { last: true }); console.log('back', heap(), Math.round(tf.memory().numBytes / 1e6), 'peak', Math.round(peak / 1e6));
  g.dispose(); t.dispose();
}
for (const l of log) console.log(...l);
process.exit();
