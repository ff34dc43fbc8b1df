// The program of the worker. It has one file open at a time, and answers each call with plain data. It runs in Node as a
// script with `require`, and in browsers as a classic worker.
import { invalidFile } from '../../errors.js';
import { inNode } from '../host/in-node.js';
import { describeAt } from './describe.js';
import { library } from './library.js';
import type { Answer, Request, WorkerCalls } from './messages.js';
import { type Mounted, mount } from './mount.js';
import { readAt } from './read.js';
import { limitMemory, startWith } from './web-assembly.js';
import { writeAll } from './write.js';

interface Port {
  postMessage(answer: Answer, transfer: readonly ArrayBuffer[]): void;
}
declare const require: (name: 'node:worker_threads') => {
  readonly parentPort: Port & { on(event: 'message', listener: (request: Request) => void): void };
};

if (inNode()) {
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (request) => void answer(parentPort, request));
} else {
  const page = globalThis as unknown as Port;
  globalThis.addEventListener('message', ({ data }) => void answer(page, data));
}

let calls: WorkerCalls | undefined;

async function answer(port: Port, { id, call, values }: Request): Promise<void> {
  try {
    if (call === 'start') startWith(values[0] as WebAssembly.Module);
    calls ??= callsOf(await library);
    const method = calls[call] as (...values: readonly unknown[]) => unknown;
    const value = method(...values);
    const buffer = ArrayBuffer.isView(value) ? value.buffer : undefined;
    port.postMessage({ id, value }, buffer instanceof ArrayBuffer ? [buffer] : []);
  } catch (error) {
    port.postMessage({ id, error: error instanceof Error ? error.message || error.name : String(error) }, []);
  }
}

/**
 * How much memory reading may take: a block and the largest chunk in a few copies, which compress less than 64-fold if they are
 * large. Contents are not in this memory.
 */
const [LEAST_BYTES, RATIO] = [96 << 20, 64];

function callsOf(loaded: Awaited<typeof library>): WorkerCalls {
  let mounted: Mounted | undefined;
  let file: InstanceType<typeof loaded.File> | undefined;
  const opened = () => {
    if (file && mounted) return { file, size: mounted.size };
    throw invalidFile('worker: no file is open.');
  };
  return {
    start() {},
    open(content, mode) {
      mounted = mount(loaded, content, mode);
      limitMemory(mode === 'r' ? LEAST_BYTES + RATIO * mounted.size : Number.POSITIVE_INFINITY);
      file = new loaded.File(mounted.path, mode);
      return mounted.size;
    },
    at(path) {
      const { file, size } = opened();
      return describeAt(loaded, file, path, size);
    },
    read: (path, rows) => readAt(loaded, opened().file, path, rows),
    install(name, bytes) {
      const { FS } = loaded.module;
      const folder = loaded.module.get_plugin_search_paths()[0] ?? '/usr/local/hdf5/lib/plugin';
      FS.mkdirTree(folder);
      FS.writeFile(`${folder}/libH5Z${name}.so`, bytes);
    },
    write: (steps) => writeAll(loaded, opened().file, steps),
    finish() {
      opened().file.close();
      file = undefined;
      return loaded.module.FS.readFile(mounted?.path ?? '') as Uint8Array;
    },
    close() {
      file?.close();
      mounted?.unmount();
      file = undefined;
      mounted = undefined;
      return loaded.module.HEAPU8.length;
    },
  };
}
