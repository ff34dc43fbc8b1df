import { invalidArgument, invalidFile } from '@csm/base';
import { engine, env, type findBackendFactory, type KernelBackend } from '@tensorflow/tfjs-core';
import { keepingListeners, removeOldGlueListeners, withoutGlueListeners } from './glue-listeners.js';
import { ThreadWorkerFailure, watchingWorkers } from './thread-workers.js';

export type Factory = ReturnType<typeof findBackendFactory>;

/** The key under which a factory of this package stores tfjs' own factory; the same symbol in every copy of the package. */
const STOCK_FACTORY = Symbol.for('@csm/wasm stock factory');

type CheckedFactory = Factory & { readonly [STOCK_FACTORY]?: Factory };

/** tfjs' own factory of the backend `wasm`, if it is registered. */
export function stockFactory(): Factory | undefined {
  const registered: CheckedFactory | undefined = engine().registryFactory.wasm?.factory;
  return registered?.[STOCK_FACTORY] ?? registered;
}

/** Replaces tfjs' factory of the backend `wasm` by a checked one, once. A backend that has already started keeps running. */
export function checkStart(): void {
  const registered = engine().registryFactory.wasm;
  if (registered === undefined) return;
  const factory: CheckedFactory = registered.factory;
  if (factory[STOCK_FACTORY] === undefined) registered.factory = checkedFactory(factory, { stock: factory });
  if ('wasm' in engine().registry) removeOldGlueListeners();
}

/**
 * A factory that starts the backend as `start` does, leaves no listeners on Node's process, and rejects with a readable error
 * if the `.wasm` files cannot be loaded, or a worker fails. tfjs logs this error, and `tf.setBackend` then resolves to false.
 *
 * @param count the number of threads that the user wants. If undefined, tfjs chooses it, and after a failure the backend
 *   starts without threads, with a warning.
 */
export function checkedFactory(
  start: Factory,
  { stock, count }: { readonly stock: Factory; readonly count?: number },
): Factory {
  const factory = async (): Promise<KernelBackend> => {
    const backend = await withoutGlueListeners(async () => {
      const first = await watchingWorkers(() => started(start));
      return first instanceof ThreadWorkerFailure ? withoutThreads(stock, first, count) : first;
    });
    const dispose = backend.dispose.bind(backend);
    backend.dispose = () => keepingListeners(dispose);
    return backend;
  };
  return Object.assign(factory, { [STOCK_FACTORY]: stock });
}

async function started(start: Factory): Promise<KernelBackend> {
  try {
    return await start();
  } catch (cause) {
    // tfjs rejects with { message } if it cannot load a file; errors of this package are complete.
    if (cause instanceof Error && 'code' in cause && String(cause.code).startsWith('ERR_INVALID'))
      throw cause;
    const reason =
      cause instanceof Error ? `loading them fails with "${cause.message}"` : 'they cannot be loaded';
    throw invalidFile(
      `setBackend: expected the .wasm files of @tensorflow/tfjs-backend-wasm next to the program; ${reason}; copy the three files ` +
        'from its folder dist, and call setWasmPaths of that package with the path of the copies before tf.setBackend("wasm").',
      { cause },
    );
  }
}

/** Starts tfjs' backend without threads after a failure, unless more than one thread was asked for. */
async function withoutThreads(
  stock: Factory,
  { reason }: ThreadWorkerFailure,
  count: number | undefined,
): Promise<KernelBackend> {
  const found = `expected tfjs' thread workers to start; they fail with "${reason}", as they do if a minifier has changed their program`;
  const remedy = 'switch off keepNames of esbuild and compress.typeofs of terser';
  if (count !== undefined && count > 1) {
    throw invalidArgument(`enableThreads: ${found}; ${remedy}, or use enableThreads(1).`);
  }
  if (count === undefined) {
    console.warn(
      `setBackend: ${found}; the backend runs with one thread; ${remedy}, or call enableThreads(1) of @csm/wasm.`,
    );
  }
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  return started(stock);
}
