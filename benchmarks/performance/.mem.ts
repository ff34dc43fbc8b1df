import { readFileSync, writeFileSync } from 'node:fs';
import { enableThreads } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import { prepareIntegratedGradients } from './jobs/integrated-gradients.js';
const threads = Number(process.argv[2]);
await enableThreads(threads);
await tf.setBackend('wasm');
const st = (k: string) => Math.round(Number(new RegExp(k + ':\\s*(\\d+)').exec(readFileSync('/proc/self/status', 'utf8'))![1]) * 1.024e-3);
const p = await prepareIntegratedGradients({ kind: 'integrated gradients', encoder: 'A', images: 8, steps: 3 }, false);
globalThis.gc?.();
writeFileSync('/proc/self/clear_refs', '5');
const heap = () => Math.round((tf.backend() as any).wasm.HEAPU8.length / 1e6);
const show = (w: string) => { const m = process.memoryUsage(); console.log(w, 'rss', st('VmRSS'), 'hwm', st('VmHWM'), 'wasm', heap(), 'js', Math.round(m.heapTotal / 1e6), 'ext', Math.round(m.external / 1e6), 'ab', Math.round(m.arrayBuffers / 1e6), 'tf', Math.round(tf.memory().numBytes / 1e6), 'ids', (tf.backend() as any).numDataIds()); };
show('idle');
for (let i = 0; i < 2; i++) { await p.run(); show('run'); }
globalThis.gc?.(); show('gc');
process.exit();
