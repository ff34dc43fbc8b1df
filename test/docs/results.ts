import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('./out/results/', import.meta.url));

/** How a block was tested. */
export interface Result {
  readonly place: string;
  readonly language: string;
  /** What was done with it, such as "run" or "parsed". */
  readonly how: string;
  /** Why no more was done. */
  readonly reason?: string | undefined;
}

/** Writes the results of one test file for the line at the end. */
export function writeResults(name: string, results: readonly Result[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.json`, JSON.stringify(results));
}

export function readResults(): Result[] {
  return readdirSync(folder).flatMap((name) => JSON.parse(readFileSync(folder + name, 'utf8')));
}

/** The line at the end: how many of all blocks were tested, and how. */
export function summary(results: readonly Result[], all: number): string {
  const tested = new Set(results.map(({ place }) => place)).size;
  const counts = new Map<string, number>();
  for (const { language, how } of results) {
    const key = `${language} ${how}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const kinds = [...counts].sort(([a], [b]) => a.localeCompare(b)).map(([key, count]) => `${key} ${count}`);
  const reasons = results.filter(({ reason }) => reason !== undefined);
  const lines = reasons.map(({ place, how, reason }) => `  ${how} ${place}: ${reason}`);
  return [`blocks: ${tested} of ${all} (${kinds.join(', ')})`, ...lines.sort()].join('\n');
}
