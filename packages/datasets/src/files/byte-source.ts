import { invalidArgument, invalidFile, typeName, unreadableFile } from '@csm/base';

/** Bytes in pieces: what `fetch(…).body`, `file.stream()` and Node's `createReadStream` return. */
export type ByteSource = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** @throws unless `source` is a {@link ByteSource}. Nothing is read. */
export function checkByteSource(caller: string, source: unknown): void {
  if (typeof source === 'object' && source !== null) {
    if ('getReader' in source || Symbol.asyncIterator in source) return;
  }
  throw invalidArgument(
    `${caller}: source must be a ReadableStream or an async iterable of Uint8Array, such as ` +
      `(await fetch(address)).body, file.stream() or createReadStream(path); got ${typeName(source)}.`,
  );
}

/**
 * The bytes of a source, decompressed if they begin with the magic bytes of gzip (1f 8b, RFC 1952). A loop that ends
 * early releases the source. `onBytes` is called with the size of each piece as read, before decompression.
 *
 * @param where the beginning of every message: function and file.
 * @throws if the gzip data are truncated or damaged, and if they unpack to more than {@link MAX_RATIO} times their size
 * (and to more than 64 MiB), which meaningful data never do. Errors of the source pass through unchanged, except for those of the
 * file system, which become errors about the file.
 */
export async function* plainBytes(
  source: ByteSource,
  { where, onBytes = () => {} }: { where: string; onBytes?: (bytes: number) => void },
): AsyncGenerator<Uint8Array> {
  const failure: { ofSource?: unknown } = {};
  let packed = 0;
  const bytes = (async function* () {
    try {
      for await (const piece of pieces(source)) {
        if (!(piece instanceof Uint8Array)) {
          throw invalidArgument(
            `${where}: source must yield pieces of type Uint8Array; got ${typeName(piece)}; open the source without a ` +
              'text encoding.',
          );
        }
        onBytes(piece.length);
        packed += piece.length;
        yield piece;
      }
    } catch (error) {
      failure.ofSource = isOfFileSystem(error) ? unreadableFile(where, error) : error;
      throw failure.ofSource;
    }
  })();
  const head = await firstBytes(bytes, 2);
  const all = chain(head, bytes);
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* all;
    return;
  }
  let isBomb = false;
  try {
    // The cast: the DOM types require pieces that cannot be backed by shared memory.
    const gunzip = new DecompressionStream('gzip') as unknown as TransformStream<Uint8Array, Uint8Array>;
    let unpacked = 0;
    for await (const piece of pieces(streamOf(all).pipeThrough(gunzip))) {
      unpacked += piece.length;
      isBomb = unpacked > Math.max(MIN_BOMB, MAX_RATIO * packed);
      if (isBomb) break;
      yield piece;
    }
  } catch (cause) {
    if ('ofSource' in failure) throw failure.ofSource;
    throw invalidFile(`${where}: the gzip data are truncated or damaged; download or copy the file again.`, {
      cause,
    });
  }
  if (!isBomb) return;
  throw invalidFile(
    `${where}: expected gzip data that unpack to at most ${MAX_RATIO} times their size; these unpack to more; download or ` +
      'copy the file again.',
  );
}

/** Counts, tables and pictures unpack to 3 to 30 times their size; gzip's limit is 1032. */
const MAX_RATIO = 500;
/** Up to this many bytes are unpacked, whatever the ratio. */
const MIN_BOMB = 64 * 2 ** 20;

/** Whether an error comes from Node's file system, such as ENOENT. */
function isOfFileSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

/** Reads a ReadableStream through its reader: not every browser can iterate over one. */
async function* pieces(source: ByteSource): AsyncGenerator<Uint8Array> {
  if (!('getReader' in source)) {
    yield* source;
    return;
  }
  const reader = source.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    // After a failed read, cancel fails too; the error of the read is the one to report.
    await reader.cancel().catch(() => {});
  }
}

/** At least `count` bytes from the beginning, or all of a shorter source: a piece may be a single byte. */
async function firstBytes(bytes: AsyncGenerator<Uint8Array>, count: number): Promise<Uint8Array> {
  let head = new Uint8Array(0);
  while (head.length < count) {
    const next = await bytes.next();
    if (next.done) break;
    const longer = new Uint8Array(head.length + next.value.length);
    longer.set(head);
    longer.set(next.value, head.length);
    head = longer;
  }
  return head;
}

async function* chain(head: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}

/** The same as `ReadableStream.from`, which some browsers lack. */
function streamOf(bytes: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const next = await bytes.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await bytes.return(undefined);
    },
  });
}
