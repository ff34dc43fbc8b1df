import { BackendWasm, setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { findBackendFactory, registerBackend, removeBackend } from '@tensorflow/tfjs-core';

type Factory = ReturnType<typeof findBackendFactory>;

/** tfjs' priority of its wasm backend. */
const PRIORITY = 2;
/** The same symbol in every copy of this package: what a factory of ours stands in for. */
const STOCK_FACTORY = Symbol.for('@csm/wasm stock factory');

/**
 * Registers a backend `wasm` that `threaded` makes in place of tfjs' own, or tfjs' own again for one thread.
 */
export function registerThreadedBackend(
  count: number,
  threaded: (count: number, stock: Factory) => Factory,
): void {
  const registered = findBackendFactory('wasm') as (Factory & { [STOCK_FACTORY]?: Factory }) | null;
  const stock = registered?.[STOCK_FACTORY] ?? registered;
  if (stock === null) {
    throw new Error(
      "enableThreads: expected a backend wasm, found none: tf.removeBackend('wasm') has removed it for good; keep " +
        "tf.findBackendFactory('wasm') and register it again with tf.registerBackend",
    );
  }
  const factory = count === 1 ? stock : Object.assign(threaded(count, stock), { [STOCK_FACTORY]: stock });
  setThreadsCount(count);
  removeBackend('wasm');
  registerBackend('wasm', factory, PRIORITY);
}

/**
 * A factory for Node, where tfjs starts no threads because its way of starting workers, from blob URLs, is one of browsers.
 */
export function nodeFactory(count: number): Factory {
  const files = findFiles();
  return async (): Promise<BackendWasm> => {
    const module = await startModule(files, count);
    // setThreadsCount may have been called in between
    setThreadsCount(count);
    return new BackendWasm(module as never);
  };
}

/** What tfjs-backend-wasm is made of. */
interface Files {
  /** Emscripten's module for threads: calling it starts a module. */
  readonly glue: (options: object) => Promise<EmscriptenModule>;
  /** The path of the glue; every worker reads it. */
  readonly gluePath: string;
  /** The program of a worker. */
  readonly workerProgram: string;
  readonly binary: Uint8Array<ArrayBuffer>;
  readonly Worker: new (program: string, options: object) => NodeWorker;
}

interface NodeWorker {
  unref(): void;
  terminate(): Promise<number>;
}

interface EmscriptenModule {
  readonly cwrap: (name: string, result: string | null, inputs: readonly string[]) => unknown;
  readonly PThread: { unusedWorkers: NodeWorker[]; readonly pthreads: Readonly<Record<number, NodeWorker>> };
  tfjs?: object;
}

/** Emscripten's hook to instantiate the module: gets the imports, hands on the instance. */
type Instantiate = (
  imports: { readonly env: Record<string, WebAssembly.ImportValue> },
  receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
) => object;

function findFiles(): Files {
  // not imported: bundlers for browsers have no modules of Node
  const builtin = globalThis.process.getBuiltinModule as typeof process.getBuiltinModule | undefined;
  if (builtin === undefined) {
    throw new Error(`enableThreads: expected Node 20.16, 22.3 or newer, got ${process.version}`);
  }
  const require = builtin('node:module').createRequire(import.meta.url);
  const folder = '@tensorflow/tfjs-backend-wasm/wasm-out/';
  const name = 'tfjs-backend-wasm-threaded-simd';
  try {
    const gluePath = require.resolve(`${folder}${name}.js`);
    const { wasmWorkerContents } = require(`${folder}${name}.worker.js`) as { wasmWorkerContents: string };
    return {
      glue: require(gluePath) as Files['glue'],
      gluePath,
      // a line break that the program writes as \n in a string has become a real one in the module
      workerProgram: wasmWorkerContents.replaceAll('\n', '\\n'),
      binary: builtin('node:fs').readFileSync(require.resolve(`${folder}${name}.wasm`)),
      Worker: builtin('node:worker_threads').Worker as unknown as Files['Worker'],
    };
  } catch (cause) {
    throw new Error(
      'enableThreads: expected to find @tensorflow/tfjs-backend-wasm 4.22 beside @csm/wasm; a program that bundles ' +
        'them has to leave both out of the bundle (mark them as external)',
      { cause },
    );
  }
}

/** Does what tfjs' own factory does, with workers that Node can start. */
async function startModule(files: Files, count: number): Promise<EmscriptenModule> {
  const compiled = await WebAssembly.compile(files.binary);
  const options = {
    locateFile: (path: string) => path,
    mainScriptUrlOrBlob: files.gluePath,
    instantiateWasm: ((imports, receive) => {
      // tfjs takes no more threads than half of the cores that it believes to be there
      imports.env.emscripten_num_logical_cores = () => 2 * count;
      queueMicrotask(() => {
        // Emscripten has made eight workers, whatever the count; the calling thread is one of the threads
        const { unusedWorkers } = (options as unknown as EmscriptenModule).PThread;
        for (const worker of unusedWorkers.splice(count - 1)) void worker.terminate();
        receive(new WebAssembly.Instance(compiled, imports), compiled);
      });
      return {};
    }) satisfies Instantiate,
  };
  const module = await withInlineWorkers(files, () => files.glue(options));
  const { cwrap, PThread } = module;
  const initialise = cwrap('init_with_threads_count', null, ['number']) as (threads: number) => void;
  module.tfjs = {
    init: cwrap('init', null, []),
    initWithThreadsCount: (threads: number) => {
      initialise(threads);
      // a worker that runs would keep the process alive
      for (const worker of Object.values(PThread.pthreads)) worker.unref();
    },
    getThreadsCount: cwrap('get_threads_count', 'number', []),
    registerTensor: cwrap('register_tensor', null, ['number', 'number', 'number']),
    disposeData: cwrap('dispose_data', null, ['number']),
    dispose: cwrap('dispose', null, []),
  };
  return module;
}

/**
 * Calls `start` while the global `Worker`, which the glue sets and uses before it returns, makes workers from the program
 * at hand; afterwards the global is what it was.
 */
function withInlineWorkers<T>({ Worker, workerProgram }: Files, start: () => T): T {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  const inline = new Proxy(Worker, {
    construct: () => new Worker(workerProgram, { eval: true, execArgv: [] }),
  });
  Object.defineProperty(globalThis, 'Worker', { configurable: true, get: () => inline, set: () => {} });
  try {
    return start();
  } finally {
    if (before === undefined) Reflect.deleteProperty(globalThis, 'Worker');
    else Object.defineProperty(globalThis, 'Worker', before);
  }
}
