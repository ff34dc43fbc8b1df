import { invalidArgument, invalidFile } from '../errors.js';
import { size } from '../ndarray/size.js';
import { decoderOf, filterNames, mostBytes, unknownFilter } from './filters.js';
import type { Hdf5Dataset, Hdf5File, Hdf5Node } from './hdf5-file.js';
import { hdf5Package } from './host/hdf5-package.js';
import type { WorkerHost } from './host/worker-host.js';
import { giveBack, takeWorker } from './host/worker-pool.js';
import { reasonOf } from './reason-of.js';
import type { Hdf5Content } from './worker/messages.js';

const GZIP_REMEDY = 'compress the file with gzip, for example "h5repack -f GZIP=4 old.h5 new.h5"';

/**
 * Opens a file in a worker, calls `run` with it, and closes it. The worker is ended after any error and after an abort, so a damaged
 * file leaves nothing behind; after success it is kept for the next file.
 * @param where the beginning of every message: function and file.
 */
export async function useHdf5<T>(
  where: string,
  content: Hdf5Content,
  run: (file: Hdf5File) => T | Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return withWorker(where, signal, async (worker) => {
    const opened = await worker.call('open', [content, 'r']);
    if ('error' in opened) {
      throw invalidFile(
        `${where}: expected an HDF5 file; ${reasonOf(opened.error)}; download or copy the file again.`,
      );
    }
    let isOpen = true;
    const file = openFile(where, worker, opened.value, () => {
      if (isOpen) return;
      throw invalidArgument(
        `${where}: expected reads while the file is open; it is closed; await all reads before the function returns.`,
      );
    });
    const result = await run(file);
    isOpen = false;
    return result;
  });
}

/** Runs calls in a worker, and closes the file that they opened. */
export async function withWorker<T>(
  where: string,
  signal: AbortSignal | undefined,
  run: (worker: WorkerHost) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  await hdf5Package(where);
  const worker = await takeWorker();
  if (worker.ended !== undefined) {
    throw invalidFile(
      `${where}: expected to start a worker that reads HDF5; it fails with "${worker.ended}"; on a page with a ` +
        `Content-Security-Policy, allow "worker-src blob:" and "script-src 'wasm-unsafe-eval'".`,
    );
  }
  const isOver = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { signal: isOver.signal });
  });
  aborted.catch(() => {});
  try {
    const result = await Promise.race([aborted, run(worker)]);
    const closed = await worker.call('close', []);
    if ('error' in closed) {
      throw invalidFile(
        `${where}: expected an undamaged HDF5 file; ${reasonOf(closed.error)}; download or copy the file again.`,
      );
    }
    giveBack(worker, closed.value);
    return result;
  } catch (error) {
    worker.end('the worker is ended after an error');
    throw error;
  } finally {
    // A signal may outlive many reads.
    isOver.abort();
  }
}

function openFile(where: string, worker: WorkerHost, fileBytes: number, checkOpen: () => void): Hdf5File {
  const installed = new Set<string>();
  return {
    async at(path) {
      checkOpen();
      const outcome = await worker.call('at', [path]);
      if ('error' in outcome) throw unreadable(where, path, outcome.error);
      if (outcome.value) checkClaims(where, outcome.value, fileBytes);
      return outcome.value;
    },
    async read(dataset, rows) {
      checkOpen();
      await installDecoders(where, worker, dataset, installed);
      const outcome = await worker.call('read', [dataset.path, rows]);
      if ('error' in outcome) throw unreadable(where, dataset, outcome.error);
      return outcome.value;
    },
  };
}

function unreadable(where: string, at: string | Hdf5Dataset, error: string): Error {
  const filters = typeof at === 'string' ? '' : filterNames(at);
  const place = (typeof at === 'string' ? at : at.path).replace(/\/+/g, '/').replace(/\p{Cc}+/gu, ' ');
  const remedy =
    typeof at !== 'string' && at.filters.some(decoderOf)
      ? `the file is damaged, or uses a variant of this compression that is not supported; ${GZIP_REMEDY}`
      : 'the file is damaged; download or copy it again';
  return invalidFile(
    `${where}: cannot read ${place}${filters && ` (compressed with ${filters})`}; ${reasonOf(error)}; ${remedy}.`,
  );
}

/** @throws before anything is allocated for a dataset that states more values than the file can contain. */
function checkClaims(where: string, node: Hdf5Node, fileBytes: number): void {
  if (node.kind !== 'dataset' || !node.shape) return;
  const bytes = size(node.shape) * node.bytesPerValue;
  if (bytes <= mostBytes(node, fileBytes)) return;
  throw invalidFile(
    `${where}: expected values in ${node.path} that fit into the file, which has ${fileBytes} bytes; its shape is [${node.shape.join(', ')}]; ` +
      'the file is damaged; download or copy it again.',
  );
}

async function installDecoders(
  where: string,
  worker: WorkerHost,
  dataset: Hdf5Dataset,
  installed: Set<string>,
): Promise<void> {
  if (dataset.virtual) {
    throw invalidFile(
      `${where}: expected values in ${dataset.path}; they are in other files (a virtual dataset); copy them into one file with h5repack.`,
    );
  }
  const unknown = unknownFilter(dataset);
  if (unknown) {
    throw invalidFile(
      `${where}: expected a compression that can be read here (gzip, lzf, blosc, lz4, zstd, bitshuffle, bzip2); ${dataset.path} is ` +
        `compressed with ${filterNames(dataset)}; ${GZIP_REMEDY}.`,
    );
  }
  for (const filter of dataset.filters) {
    const name = decoderOf(filter);
    if (name === undefined || installed.has(name)) continue;
    const { decoderCode } = await hdf5Package(where);
    const outcome = await worker.call('install', [name, await decoderCode(name)]);
    if ('error' in outcome) throw unreadable(where, dataset, outcome.error);
    installed.add(name);
  }
}
