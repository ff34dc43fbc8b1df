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

/** What is recorded of a block that has a type error. */
export const FAULT = 'fault';

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
  const faults = new Set(results.filter(({ how }) => how === FAULT).map(({ place }) => place));
  // A block that was checked and run counts as run; one with a fault does not count.
  const best = new Map<string, Result>();
  for (const result of results) {
    if (faults.has(result.place)) continue;
    if (!best.has(result.place) || result.how === 'run') best.set(result.place, result);
  }
  const tested = best.size;
  const counts = new Map<string, number>();
  for (const { language, how } of best.values()) {
    const key = `${language} ${how}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const kinds = [...counts].sort(([a], [b]) => a.localeCompare(b)).map(([key, count]) => `${key} ${count}`);
  const reasons = [...best.values()].filter(({ reason }) => reason !== undefined);
  const lines = reasons.map(({ place, how, reason }) => `  ${how} ${place}: ${reason}`);
  return [`blocks: ${tested} of ${all} (${kinds.join(', ')})`, ...lines.sort()].join('\n');
}
