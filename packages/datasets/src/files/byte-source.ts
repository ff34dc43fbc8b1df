import { typeName } from '../checks/type-name.js';

/** Bytes in pieces: what `fetch(…).body`, `file.stream()` and Node's `createReadStream` give. */
export type ByteSource = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** Throws unless `source` is one, before anything is read. */
export function requireByteSource(where: string, source: unknown): void {
  if (typeof source === 'object' && source !== null) {
    if ('getReader' in source || Symbol.asyncIterator in source) return;
  }
  throw new TypeError(
    `${where}: expected a ReadableStream or an async iterable of Uint8Array, such as ` +
      `(await fetch(address)).body, file.stream() or createReadStream(path); got ${typeName(source)}`,
  );
}

/**
 * The bytes of a source, unpacked where they begin with gzip's magic bytes (1f 8b, RFC 1952). A loop that ends
 * early lets the source go. `onBytes` hears the size of every piece as it is read, before unpacking.
 * `where` begins the message on a gzip that is truncated or damaged; errors of the source itself pass through.
 */
export async function* plainBytes(
  source: ByteSource,
  { where, onBytes = () => {} }: { where: string; onBytes?: (bytes: number) => void },
): AsyncGenerator<Uint8Array> {
  const failure: { ofSource?: unknown } = {};
  const bytes = (async function* () {
    try {
      for await (const piece of pieces(source)) {
        if (!(piece instanceof Uint8Array)) {
          throw new TypeError(
            `${where}: expected pieces of type Uint8Array (open the source without a text encoding); ` +
              `got ${typeName(piece)}`,
          );
        }
        onBytes(piece.length);
        yield piece;
      }
    } catch (error) {
      failure.ofSource = error;
      throw error;
    }
  })();
  const head = await firstBytes(bytes, 2);
  const all = chain(head, bytes);
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* all;
    return;
  }
  try {
    // The cast: the DOM types ask for pieces that are surely not backed by shared memory.
    const gunzip = new DecompressionStream('gzip') as unknown as TransformStream<Uint8Array, Uint8Array>;
    yield* pieces(streamOf(all).pipeThrough(gunzip));
  } catch (error) {
    if ('ofSource' in failure) throw failure.ofSource;
    throw new Error(`${where}: the gzip data are truncated or damaged; get the file again`, { cause: error });
  }
}

/** Not every browser can iterate over a ReadableStream: it is read through its reader. */
async function* pieces(source: ByteSource): AsyncGenerator<Uint8Array> {
  if (!('getReader' in source)) {
    yield* source;
    return;
  }
  const reader = source.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    // On a stream that failed, cancel fails too; the error of the read is the one to see.
    await reader.cancel().catch(() => {});
  }
}

/** At least `count` bytes from the front, or all there are: a piece may be of one byte. */
async function firstBytes(bytes: AsyncGenerator<Uint8Array>, count: number): Promise<Uint8Array> {
  let head = new Uint8Array(0);
  while (head.length < count) {
    const next = await bytes.next();
    if (next.done) break;
    head = Uint8Array.from([...head, ...next.value]);
  }
  return head;
}

async function* chain(head: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}

/** `ReadableStream.from`, which some browsers lack. */
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
