import { checkCount, checkOneOf, checkOptionalFunction, checkOptions, checkSignal } from '@csm/base';

/** The execution providers of ONNX Runtime. The package and the system determine which of them are available. */
export type RuntimeSession = 'cpu' | 'webgpu' | 'cuda' | 'tensorrt' | 'dml' | 'coreml' | 'wasm';

export const SESSIONS: readonly RuntimeSession[] = [
  'cpu',
  'webgpu',
  'cuda',
  'tensorrt',
  'dml',
  'coreml',
  'wasm',
];

/** Options of {@link runtimeEncoder} and {@link runtimeDecoder}. */
export interface RuntimeOptions {
  /**
   * Where ONNX Runtime computes. onnxruntime-node has `'cpu'` and `'webgpu'`, and on some systems `'cuda'`, `'tensorrt'`, `'dml'` or
   * `'coreml'`; onnxruntime-web has `'wasm'` and, in browsers with WebGPU, `'webgpu'`. Default: in Node `'cpu'`; in browsers
   * `'webgpu'` if they have it, otherwise `'wasm'`.
   */
  readonly session?: RuntimeSession | undefined;
  /** Number of threads. Default: ONNX Runtime's choice. In browsers, it applies to the whole page and must be set with the first session. */
  readonly threads?: number | undefined;
  /** Called with each warning, such as a rule that runs in TensorFlow.js. Default: `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Aborts the creation of the encoder or decoder; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export function checkRuntimeOptions(caller: string, options: RuntimeOptions): void {
  checkOptions<RuntimeOptions>(caller, options, {
    session: true,
    threads: true,
    onWarning: true,
    signal: true,
  });
  const { session, threads, onWarning, signal } = options;
  if (session !== undefined) checkOneOf(caller, 'session', session, SESSIONS);
  if (threads !== undefined) checkCount(caller, 'threads', threads);
  checkOptionalFunction(caller, 'onWarning', onWarning);
  checkSignal(caller, signal);
}
