import { readFileSync } from 'node:fs';
import { maxDifference } from '../parity/deviations.js';
import { sharedPath } from '../shared-folder.js';

/**
 * Reads `../shared/oracles/relevance`: LRP, Grad-CAM, Shapley values and attention-aware LRP, computed in float64. Its README states
 * the conventions. The networks, inputs and concept vectors are those of `test/oracles.ts` and of `../shared/oracles/onnx`, by name.
 */

const FOLDER = sharedPath('oracles', 'relevance');

/** Whether `../shared/oracles/relevance` exists: `it.skipIf(!hasRelevanceOracles)(`… ${hasRelevanceOracles ? '' : NEEDS_SHARED}`, …)`. */
export const hasRelevanceOracles = FOLDER !== undefined;

export type RelevanceFile = 'lrp' | 'gradcam' | 'attnlrp';

/** An array of the oracle, row by row; masks of whole numbers, too. */
export interface RelevanceArray {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** What the oracle holds of one network; every array in it is a {@link RelevanceArray}. */
export interface RelevanceNetwork {
  readonly score?: readonly number[];
  /** How many of the stored inputs were explained (ONNX models). */
  readonly samples?: number;
  /** The box of the rule zᴮ, one number for each channel or one for all (`lrp`). */
  readonly zbox?: { readonly low: readonly number[]; readonly high: readonly number[] };
  readonly attributions: Readonly<Record<string, StoredRecord>>;
  /** `crp` of `lrp`, `groups` and `hidden_layer` of `gradcam`. */
  readonly [field: string]: unknown;
}

/** A record as the file has it. */
export interface StoredRecord {
  readonly value?: RelevanceArray;
  readonly max_abs?: number;
  readonly f32_run_max_diff?: number;
  readonly sum?: readonly number[];
  readonly same_as?: string;
  readonly [field: string]: unknown;
}

/** A record to compare a map with. */
export interface RelevanceRecord {
  readonly network: string;
  readonly key: string;
  readonly expected: RelevanceArray;
  /** The largest allowed {@link deviation}: max(1e-5, 5 × the source's own float32 error), relative to the largest value. */
  readonly bound: number;
  /** The record as it is stored, with all its fields. */
  readonly stored: StoredRecord;
  /** max|values − expected|, relative to the record's largest magnitude (absolute if that is 0); NaN for a NaN or another length. */
  deviation(values: ArrayLike<number>): number;
}

interface StoredFile {
  readonly models: Readonly<Record<string, RelevanceNetwork>>;
  readonly onnx?: Readonly<Record<string, RelevanceNetwork>>;
}

const read = new Map<RelevanceFile, Readonly<Record<string, RelevanceNetwork>>>();

/** The networks of a file by name, those of `onnx` included; empty without `../shared`. */
export function relevanceNetworks(file: RelevanceFile): Readonly<Record<string, RelevanceNetwork>> {
  if (FOLDER === undefined) return {};
  const known = read.get(file);
  if (known) return known;
  const { models, onnx }: StoredFile = JSON.parse(readFileSync(`${FOLDER}/${file}.json`, 'utf8'), decoded);
  const networks = { ...models, ...onnx };
  read.set(file, networks);
  return networks;
}

/**
 * The records of a network by their keys.
 * @param keys only keys that match. Default: all.
 */
export function relevanceRecords(
  file: RelevanceFile,
  network: string,
  keys: RegExp = /./,
): Readonly<Record<string, RelevanceRecord>> {
  const found = relevanceNetworks(file)[network];
  if (!found) throw new Error(`relevanceRecords: "${file}" has no network "${network}".`);
  const { attributions } = found;
  return Object.fromEntries(
    Object.keys(attributions)
      .filter((key) => keys.test(key))
      .map((key) => [
        key,
        relevanceRecord(network, key, attributions[attributions[key]?.same_as ?? key] as StoredRecord),
      ]),
  );
}

/** A record from its stored form, for records outside `attributions`: maps of `crp`, Shapley values of `groups`. */
export function relevanceRecord(network: string, key: string, stored: StoredRecord): RelevanceRecord {
  const { value: expected, max_abs: largest = 0, f32_run_max_diff: rounding = 0 } = stored;
  if (expected === undefined) throw new Error(`relevanceRecord: "${key}" of "${network}" has no value.`);
  return {
    network,
    key,
    expected,
    bound: Math.max(1e-5, (5 * rounding) / (largest || 1)),
    stored,
    deviation: (values) => maxDifference(values, expected.data) / (largest || 1),
  };
}

/** Replaces a stored array by its numbers. */
function decoded(_: string, value: unknown): unknown {
  const { shape, dtype, data } = (value ?? {}) as { shape?: number[]; dtype?: string; data?: unknown };
  if (shape === undefined || typeof data !== 'string') return value;
  const bytes = Uint8Array.from(Buffer.from(data, 'base64')).buffer;
  return {
    shape,
    data: dtype === 'int32' ? Float32Array.from(new Int32Array(bytes)) : new Float32Array(bytes),
  };
}
