import '@csm/wasm';
import { encode, explain, latentDimension } from '@csm/core';
import { gradient } from '@csm/explainers';
import { onnxEncoder, runOnnx } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import { setBackend } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';

await setBackend('wasm');

// Several outputs: the latent, and the output that gives σ, by their names.
const posterior = await onnxEncoder(await onnxFile('encoder.onnx'), {
  output: 'mean',
  logVariance: 'log_var', // or logStd, variance, std
});
const picture = ndarray(new Float32Array(3 * 32 * 32), [1, 3, 32, 32]);
await encode(posterior, picture, { sample: { seed: 1 } }); // one draw from the posterior: [1, 16]

// A spatial latent, [n, 8, 4, 4]: the first four channels are the mean. Averaged over the places: [n, 4].
const spatial = await onnxEncoder(await onnxFile('spatial.onnx'), {
  output: { name: 'moments', columns: [0, 4] },
  latent: 'mean', // or 'max'; 'flatten' keeps all numbers, here [n, 64]
});
console.log(spatial.inputShape, spatial.latentSize); // [3, 16, 16], 4

// Several inputs: the genes are explained; the batch number is given, for all samples or one per sample.
const conditional = await onnxEncoder(await onnxFile('conditional.onnx'), { given: { batch: 2 } });
console.log(conditional.inputShape, conditional.latentSize); // [20], 4

// Token ids have no derivative: start at the output of the embedding, and explain the embedded text.
const text = await onnxEncoder(await onnxFile('text.onnx'), { input: 'embedding' });
const tokens = ndarray(Float32Array.of(3, 14, 15, 9, 2, 6), [1, 6]);
const { embedding } = await runOnnx(await onnxFile('text.onnx'), { tokens }, { outputs: ['embedding'] });
const { maps } = await explain(text, latentDimension(0, text.latentSize), embedding!, gradient());
console.log(maps.shape); // [1, 6, 8]: sum over the last axis for one number per token
