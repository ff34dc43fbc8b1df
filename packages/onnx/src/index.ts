export type { OnnxSource } from './model/read-model.js';
export { type OnnxDecoder, type OnnxDecoderOptions, onnxDecoder } from './onnx-decoder.js';
export { type OnnxEncoder, type OnnxEncoderOptions, onnxEncoder } from './onnx-encoder.js';
export { type RunOnnxOptions, runOnnx } from './run/run-onnx.js';
