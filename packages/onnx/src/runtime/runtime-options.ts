import { checkCount, checkOneOf, checkOptionalFunction, checkOptions, checkSignal } from '@csm/base';

/** The sessions (execution providers) of ONNX Runtime. Which of them are there depends on the package and the machine. */
export type RuntimeSession = 'cpu' | 'webgpu' | 'cuda' | 'tensorrt' | 'dml' | 'coreml' | 'wasm';

const SESSIONS: readonly RuntimeSession[] = ['cpu', 'webgpu', 'cuda', 'tensorrt', 'dml', 'coreml', 'wasm'];

/** Options of {@link runtimeEncoder} and {@link runtimeDecoder}. */
export interface RuntimeOptions {
  /**
   * Where ONNX Runtime computes. onnxruntime-node has `'cpu'` and `'webgpu'`, and on some systems `'cuda'`, `'tensorrt'`, `'dml'` or
   * `'coreml'`; onnxruntime-web has `'wasm'` and, in browsers with WebGPU, `'webgpu'`. Default: `'cpu'` in Node, in browsers
   * `'webgpu'` where there is one and else `'wasm'`.
   */
  readonly session?: RuntimeSession | undefined;
  /** Number of threads. Default: ONNX Runtime's own choice. In a browser it holds for the whole page, and for the first session. */
  readonly threads?: number | undefined;
  /** Called with a sentence about something that the user should know. Default: `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Stops the making of the encoder or decoder; the call then rejects with the signal's reason. */
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
