// The page: `numbers(what)` is called from outside, with a backend, or with `HDF5` to read an .h5ad in a worker.
import '@csm/wasm';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { geneTotals, readAnnData } from '@csm/datasets';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import { numbersOfModel } from './maps.mjs';

setWasmPaths('/wasm/');

globalThis.numbers = async (backend) => {
  if (backend === 'HDF5') {
    const file = await fetch('/bulb.h5ad');
    const counts = await readAnnData(new Uint8Array(await file.arrayBuffer()));
    return [counts.spots.names.length, ...geneTotals(counts)];
  }
  if (!(await setBackend(backend)) || getBackend() !== backend) throw new Error(`no backend ${backend}`);
  const answer = await fetch('/encoder.onnx');
  return numbersOfModel(new Uint8Array(await answer.arrayBuffer()));
};
