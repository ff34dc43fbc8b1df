import '@csm/wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { casesOf, gateGrounds } from './run-cases.js';

await setBackend('wasm');
const signal = new AbortController().signal;
for (const seed of process.argv[2]!.split(',').map(Number))
  for (const g of gateGrounds) {
    const t = performance.now();
    try {
      const c = await casesOf(g, seed, {
        out: '/tmp/w/gate-exp',
        models: '/tmp/w/evidence-models',
        signal,
        log: console.log,
        onProgress: () => {},
      });
      console.log(g.title, seed, c.length, ((performance.now() - t) / 1000).toFixed(1));
    } catch (e) {
      console.log(g.title, seed, String(e).slice(0, 300));
    }
  }
