import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';

/**
 * The result of a stage: of an earlier run, where that had the same `inputs` (any plain data that the result depends on),
 * else computed and kept. Results are plain data; typed arrays stay what they are.
 */
export async function stage<T>(file: string, inputs: unknown, compute: () => Promise<T> | T): Promise<T> {
  const key = hash(
    JSON.stringify(inputs, (_, value) => (ArrayBuffer.isView(value) ? bytesHash(value) : value)),
  );
  const kept = await read(file);
  if (kept?.key === key) return kept.value as T;
  const value = await compute();
  await mkdir(dirname(file), { recursive: true });
  // A file that a killed run left half written cannot be read, so the stage is computed again.
  await writeFile(file, serialize({ key, value }));
  return value;
}

const hash = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

function bytesHash({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return hash(new Uint8Array(buffer, byteOffset, byteLength));
}

/** What is kept; undefined where nothing is, or what is cannot be read: then it is computed anew. */
async function read(file: string): Promise<{ key: string; value: unknown } | undefined> {
  try {
    return deserialize(await readFile(file));
  } catch {
    return undefined;
  }
}
