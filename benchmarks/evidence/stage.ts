import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writeText } from '../../support/write-text.js';

/**
 * The result of a stage, stored as JSON. If an earlier run had the same `inputs` (plain data that the result depends on), its
 * result is returned; otherwise the result is computed and stored.
 */
export async function stage<T>(file: string, inputs: unknown, compute: () => Promise<T>): Promise<T> {
  const found = await storedResult<T>(file, inputs);
  if (found) return found;
  const value = await compute();
  await writeText(file, `${JSON.stringify({ key: keyOf(inputs), value }, null, 1)}\n`);
  return value;
}

/** The stored result of a stage, if it had the same inputs. A damaged file counts as missing. */
export async function storedResult<T>(file: string, inputs: unknown): Promise<T | undefined> {
  try {
    const { key, value } = JSON.parse(await readFile(file, 'utf8')) as { key: string; value: T };
    return key === keyOf(inputs) ? value : undefined;
  } catch {
    return undefined;
  }
}

const keyOf = (inputs: unknown) => createHash('sha256').update(JSON.stringify(inputs)).digest('hex');
