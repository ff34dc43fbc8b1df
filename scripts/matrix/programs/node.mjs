// node.mjs ENGINE: prints the numbers of one engine as JSON.
import '@csm/wasm';
import '@tensorflow/tfjs-backend-cpu';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { onnxEncoder } from '@csm/onnx';
import { setBackend } from '@tensorflow/tfjs-core';
import { numbersOf, numbersOfModel } from './maps.mjs';

const [engine = 'cpu'] = process.argv.slice(2);
const bytes = new Uint8Array(await readFile(new URL('encoder.onnx', import.meta.url)));
await setBackend(engine === 'onnxruntime' ? 'cpu' : engine);
if (engine === 'onnxruntime') {
  const { runtimeEncoder } = await import('@csm/onnx/runtime');
  const native = await runtimeEncoder(await onnxEncoder(bytes, { normalise: { mean: 0.5, std: 0.5 } }));
  console.log(JSON.stringify(await numbersOf(native)));
  await native.dispose();
} else {
  console.log(JSON.stringify(await numbersOfModel(bytes)));
}
