import '@csm/wasm';
import { encode } from '@csm/core';
import { readNpy } from '@csm/core/node';
import { onnxEncoder } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import { setBackend } from '@tensorflow/tfjs-core';

await setBackend('wasm');
const encoder = await onnxEncoder(await onnxFile('encoder.onnx'), { normalise: { mean: 0.5, std: 0.5 } });
const expected = await readNpy('ten-latents.npy');
const latents = await encode(encoder, await readNpy('ten-inputs.npy'));

let [difference, largest] = [0, 0];
for (const [i, row] of latents.data.entries()) {
  const [n, k] = [Math.floor(i / encoder.latentSize), i % encoder.latentSize];
  difference = Math.max(difference, Math.abs(row - expected.get(n, k)));
  largest = Math.max(largest, Math.abs(expected.get(n, k)));
}
console.log(`largest difference / largest latent: ${(difference / largest).toExponential(1)}`);
