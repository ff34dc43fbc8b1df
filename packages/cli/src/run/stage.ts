import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import { writeAtomically } from '@csm/base/node';

/**
 * The result of a stage. If an earlier run had the same `inputs` (any plain data that the result depends on), its result is
 * returned; otherwise the result is computed and stored. Results are plain data and may contain typed arrays.
 */
export async function stage<T>(file: string, inputs: unknown, compute: () => Promise<T> | T): Promise<T> {
  const key = hash(
    JSON.stringify(inputs, (_, value) => (ArrayBuffer.isView(value) ? bytesHash(value) : value)),
  );
  const kept = await read(file);
  if (kept?.key === key) return kept.value as T;
  const value = await compute();
  await writeAtomically(file, serialize({ key, value }));
  return value;
}

const hash = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

function bytesHash({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return hash(new Uint8Array(buffer, byteOffset, byteLength));
}

/** The stored result; undefined if it does not exist or cannot be read. */
async function read(file: string): Promise<{ key: string; value: unknown } | undefined> {
  try {
    return deserialize(await readFile(file));
  } catch {
    return undefined;
  }
}
