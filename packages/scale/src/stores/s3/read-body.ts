import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import type { GetOptions } from '../object-store.js';

/** The bytes of a response, cut to the range: some services answer with more, or with the whole object. */
export async function readBody(
  output: GetObjectCommandOutput,
  range: GetOptions['range'],
): Promise<Uint8Array> {
  const bytes = (await output.Body?.transformToByteArray()) ?? new Uint8Array();
  // A copy of its own where the memory is shared or not aligned for numbers.
  const own = bytes.byteOffset === 0 && bytes.constructor === Uint8Array ? bytes : Uint8Array.from(bytes);
  if (range === undefined) return own;
  const first = Number(/^bytes (\d+)-/.exec(output.ContentRange ?? '')?.[1] ?? 0);
  const start = range.offset - first;
  return start === 0 && range.length >= own.length ? own : own.slice(start, start + range.length);
}
