/**
 * The library that runs a job: stock tfjs-wasm; our explainers on tfjs-wasm with `@csm/wasm`; our explainers with the encoder in ONNX Runtime
 * on the processor; or PyTorch.
 */
export interface Where {
  readonly library: 'stock' | 'ours' | 'onnxruntime' | 'torch';
  readonly threads: 1 | 2;
}
