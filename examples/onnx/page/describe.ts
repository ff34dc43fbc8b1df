import '@csm/wasm';
import {
  deepLift,
  describeEncoder,
  epsilonLrp,
  gradient,
  guidedBackprop,
  occlusion,
  posteriorAverage,
} from '@csm/explainers';
import { onnxEncoder } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import { setBackend } from '@tensorflow/tfjs-core';

await setBackend('wasm');
const encoder = await onnxEncoder(await onnxFile('encoder.onnx'), {
  output: { name: 'mean', columns: [0, 8] },
});
const { text } = await describeEncoder(encoder, {
  gradient,
  guidedBackprop,
  deepLift,
  epsilonLrp,
  occlusion: occlusion({ window: [8, 8] }),
  tooLarge: occlusion({ window: [64, 64] }),
  posterior: posteriorAverage(gradient()),
});
console.log(text);
