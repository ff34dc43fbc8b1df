// The page: `numbers(backend)` is called from outside.
import '@csm/wasm';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import { numbersOfModel } from './maps.mjs';

setWasmPaths('/wasm/');

globalThis.numbers = async (backend) => {
  if (!(await setBackend(backend)) || getBackend() !== backend) throw new Error(`no backend ${backend}`);
  const answer = await fetch('/encoder.onnx');
  return numbersOfModel(new Uint8Array(await answer.arrayBuffer()));
};
