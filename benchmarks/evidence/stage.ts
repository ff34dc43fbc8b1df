import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writeText } from '../../support/write-text.js';

/**
 * The result of a stage, as JSON: of an earlier run, where that had the same `inputs` (plain data that the result depends on),
 * else computed and kept.
 */
export async function stage<T>(file: string, inputs: unknown, compute: () => Promise<T>): Promise<T> {
  const found = await kept<T>(file, inputs);
  if (found) return found;
  const value = await compute();
  await writeText(file, `${JSON.stringify({ key: keyOf(inputs), value }, null, 1)}\n`);
  return value;
}

/** What a stage left, if it had the same inputs. A damaged file counts as none. */
export async function kept<T>(file: string, inputs: unknown): Promise<T | undefined> {
  try {
    const { key, value } = JSON.parse(await readFile(file, 'utf8')) as { key: string; value: T };
    return key === keyOf(inputs) ? value : undefined;
  } catch {
    return undefined;
  }
}

const keyOf = (inputs: unknown) => createHash('sha256').update(JSON.stringify(inputs)).digest('hex');
