import { invalidArgument, invalidFile } from '@csm/base';
import { BackendWasm, setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { registerBackend, removeBackend } from '@tensorflow/tfjs-core';
import { checkedFactory, type Factory, stockFactory } from '../start/checked-factory.js';

/** The priority that tfjs gives its wasm backend. */
const PRIORITY = 2;

/**
 * Registers the backend `wasm` that `threaded` makes, replacing that of tfjs; for one thread, restores that of tfjs.
 */
export function registerThreadedBackend(
  count: number,
  threaded: (count: number, stock: Factory) => Factory,
): void {
  const stock = stockFactory();
  if (stock === undefined) {
    throw invalidArgument(
      "enableThreads: no backend wasm is registered; tf.removeBackend('wasm') removes it for good: before that, keep " +
        "tf.findBackendFactory('wasm') and register it again with tf.registerBackend.",
    );
  }
  const factory = checkedFactory(count === 1 ? stock : threaded(count, stock), { stock, count });
  setThreadsCount(count);
  removeBackend('wasm');
  registerBackend('wasm', factory, PRIORITY);
}

/**
 * A factory for Node. tfjs starts no threads there, because it starts workers from blob URLs, which only browsers support.
 */
export function nodeFactory(count: number): Factory {
  const files = findFiles();
  return async (): Promise<BackendWasm> => {
    const module = await startModule(files, count);
    // Other code may have called setThreadsCount in between.
    setThreadsCount(count);
    return new BackendWasm(module as never);
  };
}

/** The files of tfjs-backend-wasm. */
interface Files {
  /** Emscripten's glue code for threads; calling it starts a module. */
  readonly glue: (options: object) => Promise<EmscriptenModule>;
  /** Path of the glue code, which every worker reads. */
  readonly gluePath: string;
  /** The program that a worker runs. */
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

/** Emscripten's hook for instantiating the module: takes the imports, and passes the instance to `receive`. */
type Instantiate = (
  imports: { readonly env: Record<string, WebAssembly.ImportValue> },
  receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
) => object;

function findFiles(): Files {
  // Not imported, because bundlers for browsers cannot resolve Node's modules.
  const builtin = globalThis.process.getBuiltinModule as typeof process.getBuiltinModule | undefined;
  if (builtin === undefined) {
    throw invalidArgument(`enableThreads: expected Node 20.16, 22.3 or newer; got ${process.version}.`);
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
      // The program contains \n in a string, which has become an actual line break in the module.
      workerProgram: wasmWorkerContents.replaceAll('\n', '\\n'),
      binary: builtin('node:fs').readFileSync(require.resolve(`${folder}${name}.wasm`)),
      Worker: builtin('node:worker_threads').Worker as unknown as Files['Worker'],
    };
  } catch (cause) {
    throw invalidFile(
      'enableThreads: cannot load the files of @tensorflow/tfjs-backend-wasm 4.22; if the program is bundled, leave this ' +
        'package and @csm/wasm out of the bundle (mark them as external).',
      { cause },
    );
  }
}

/** Starts the module as tfjs' own factory does, but with workers that Node can start. */
async function startModule(files: Files, count: number): Promise<EmscriptenModule> {
  const compiled = await WebAssembly.compile(files.binary);
  const options = {
    locateFile: (path: string) => path,
    mainScriptUrlOrBlob: files.gluePath,
    instantiateWasm: ((imports, receive) => {
      // tfjs starts at most half as many threads as there are cores.
      imports.env.emscripten_num_logical_cores = () => 2 * count;
      queueMicrotask(() => {
        // Emscripten always makes eight workers. The calling thread is one of the threads, so count - 1 workers are
        // needed.
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
      // A running worker would keep the process alive.
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
 * Calls `start` while the global `Worker` makes workers that run `workerProgram`; restores the global afterwards. The glue code
 * sets and uses that global before it returns.
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
