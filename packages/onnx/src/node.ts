export { type OnnxFileOptions, onnxFile } from './file/onnx-file.js';
export { saveOnnx } from './file/save-onnx.js';
export type { ByteRange, OnnxFile } from './model/onnx-source.js';
