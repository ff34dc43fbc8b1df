import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EncoderName } from './celeba-encoder.js';
import type { MeasuredWay } from './measure-way.js';
import type { StoreBytes } from './store-bytes.js';

/** What main.ts measured, as it writes it. */
export interface ScaleResults {
  readonly encoder: EncoderName;
  readonly inputs: number;
  readonly concepts: number;
  readonly machine: string;
  readonly cores: number;
  /** By the names of the ways to run. */
  readonly runs: Readonly<Record<string, MeasuredWay>>;
  readonly bytes?: StoreBytes;
  /** Hash of the names and hashes of all objects of a store. */
  readonly sha256?: string;
  /** The stores of these runs have this hash. */
  readonly equalStores?: readonly string[];
}

/** The results of an earlier run with the same settings, which was stopped; otherwise empty ones. */
export async function resumedResults(path: string, empty: ScaleResults): Promise<ScaleResults> {
  if (!existsSync(path)) return empty;
  const found = JSON.parse(await readFile(path, 'utf8')) as ScaleResults;
  const settings = ({ encoder, inputs, machine }: ScaleResults) => JSON.stringify([encoder, inputs, machine]);
  return settings(found) === settings(empty) ? found : empty;
}

export async function writeResults(path: string, results: object): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, `${JSON.stringify(results, null, 2)}\n`);
  await rename(`${path}.part`, path);
}
