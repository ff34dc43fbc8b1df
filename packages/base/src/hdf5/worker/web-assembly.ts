// Changes how this worker instantiates WebAssembly, before h5wasm is loaded: its script has no settings for that.

import { invalidFile } from '../../errors.js';

type Imports = WebAssembly.Imports;

let give: (compiled: WebAssembly.Module) => void;
const given = new Promise<WebAssembly.Module>((resolve) => {
  give = resolve;
});

/** Starts h5wasm with its WebAssembly, which is compiled once for all workers. */
export const startWith = (compiled: WebAssembly.Module): void => give(compiled);

const native = WebAssembly.instantiate;
Object.defineProperty(WebAssembly, 'instantiate', {
  value: async (_: BufferSource, imports: Imports) => {
    const module = await given;
    return { module, instance: await native(module, imports) };
  },
});

let mostBytes = Number.POSITIVE_INFINITY;

/**
 * Limits the memory of h5wasm: a damaged file can make libhdf5 allocate without end. An allocation beyond the limit fails, which
 * libhdf5 reports.
 */
export const limitMemory = (bytes: number): void => {
  mostBytes = bytes;
};

const grow = WebAssembly.Memory.prototype.grow;
Object.defineProperty(WebAssembly.Memory.prototype, 'grow', {
  value(this: WebAssembly.Memory, pages: number) {
    // The same error as that of the browser's or Node's own limit; emscripten catches it.
    if (this.buffer.byteLength + pages * 65_536 > mostBytes)
      throw invalidFile('worker: the memory limit is reached.');
    return grow.call(this, pages);
  },
});

/**
 * The decoders need C functions that h5wasm leaves out. Only these two are called in decoding; the others write messages,
 * read files or create threads.
 */
function functionsOfC(env: Record<string, unknown>): Record<string, unknown> {
  const { memory, malloc } = env as { memory: WebAssembly.Memory; malloc: (bytes: number) => number };
  let place: number | undefined;
  return {
    __errno_location() {
      place ??= malloc(4);
      return place;
    },
    memcmp(a: number, b: number, length: number) {
      const bytes = new Uint8Array(memory.buffer);
      for (let i = 0; i < length; i++) {
        const difference = (bytes[a + i] ?? 0) - (bytes[b + i] ?? 0);
        if (difference !== 0) return difference;
      }
      return 0;
    },
  };
}

const Instance = WebAssembly.Instance;
Object.defineProperty(WebAssembly, 'Instance', {
  value: class extends Instance {
    constructor(module: WebAssembly.Module, imports: Imports) {
      // Both are proxies, which cannot be copied.
      const env = imports.env as unknown as Record<string, unknown>;
      const ours = functionsOfC(env);
      const withOurs = new Proxy(env, { get: (from, name: string) => ours[name] ?? from[name] });
      super(
        module,
        new Proxy(imports, {
          get: (from, name: string) => (name === 'env' ? (withOurs as never) : (from[name] as never)),
        }),
      );
    }
  },
});
