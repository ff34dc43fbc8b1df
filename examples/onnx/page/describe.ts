import '@csm/wasm';
import { describeEncoder, paperMethods } from '@csm/explainers';
import { onnxEncoder } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import { setBackend } from '@tensorflow/tfjs-core';

await setBackend('wasm');
const encoder = await onnxEncoder(await onnxFile('encoder.onnx'));
const { text } = await describeEncoder(encoder, paperMethods);
console.log(text);
