export { type OnnxFileOptions, onnxFile } from './file/onnx-file.js';
export type { ByteRange, OnnxFile } from './model/onnx-source.js';
