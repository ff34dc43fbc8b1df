export { type ExportEncoderOptions, exportEncoder } from './export/export-encoder.js';
export { type ExportExplanationOptions, exportExplanation } from './export/export-explanation.js';
export type { ByteRange, OnnxFile, OnnxSource } from './model/onnx-source.js';
export type { DownloadProgress, OnnxReadingOptions } from './model/reading-options.js';
export { type OnnxDecoder, type OnnxDecoderOptions, onnxDecoder } from './onnx-decoder.js';
export { type OnnxEncoder, type OnnxEncoderOptions, onnxEncoder } from './onnx-encoder.js';
export { type RunOnnxOptions, runOnnx } from './run/run-onnx.js';
