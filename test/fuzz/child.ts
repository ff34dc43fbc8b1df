import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { FuzzReader } from './fuzz-reader.js';
import { chosen, mutated } from './mutations.js';
import type { Outcome, OutcomeKind } from './outcome.js';
import { readerNamed } from './readers.js';

// The process that reads damaged files. `run.ts` starts it, and starts it again if it hangs or dies.
// Arguments: name of the reader, seed, number of the first file, number of the file after the last.

/** Good files are read again after this many damaged ones. */
const GOOD_EVERY = 50;

const [name = '', ...numbers] = process.argv.slice(2);
const [seed = 0, from = 0, to = 0] = numbers.map(Number);
register('./untransformed.mjs', import.meta.url);
console.warn = () => {};
const folder = await mkdtemp(join(tmpdir(), `csm-fuzz-${name}-`));
process.on('exit', () => process.send?.({ folder }));
process.send?.({ folder });
try {
  await readAll(await readerNamed(name), seed, from, to);
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit();

async function readAll(reader: FuzzReader, seed: number, from: number, to: number): Promise<void> {
  const paths = await reader.write(folder);
  const good = new Map<string, Uint8Array>();
  for (const path of paths) good.set(path, await readFile(join(folder, path)));
  const expected = digest(await reader.read(folder));
  for (let number = from; number < to; number++) {
    const file = chosen(paths, seed, number);
    const bytes = good.get(file) ?? new Uint8Array();
    await writeFile(join(folder, file), mutated(bytes, seed, number));
    process.send?.({ begun: number, file });
    const start = performance.now();
    const report = (kind: OutcomeKind, message?: string) =>
      process.send?.({
        number,
        kind,
        file,
        message,
        milliseconds: performance.now() - start,
        megabytes: process.resourceUsage().maxRSS / 1024,
      } satisfies Outcome);
    try {
      await reader.read(folder, file);
      report('opened');
    } catch (error) {
      report(
        isClear(error, paths) ? 'refused' : 'unnamed',
        String((error as Error)?.stack ?? error).slice(0, 600),
      );
    }
    if (reader.writes) for (const [path, each] of good) await writeFile(join(folder, path), each);
    else await writeFile(join(folder, file), bytes);
    if (number % GOOD_EVERY > 0 && number + 1 < to) continue;
    const now = await reader.read(folder).then(digest, (error: unknown) => String(error));
    if (now !== expected) report('poisoned', now.slice(0, 300));
  }
}

/** Whether an error has one of our codes and names a file. */
function isClear(error: unknown, paths: readonly string[]): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code !== 'string' || !code.startsWith('ERR_') || code.startsWith('ERR_FS')) return false;
  return paths.some((path) => String(message).includes(basename(path)));
}

function digest(value: unknown): string {
  return createHash('sha256')
    .update(
      JSON.stringify(value, (_, each) =>
        ArrayBuffer.isView(each) ? [...(each as Float32Array)].map(String) : each,
      ) ?? '',
    )
    .digest('hex');
}
