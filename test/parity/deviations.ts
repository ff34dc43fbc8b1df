import ndarray from 'ndarray';
import { conceptVector, type Encoder, explain } from '../../packages/core/src/index.js';
import { type AttributionRecord, type Oracle, values } from '../oracles.js';
import { type OracleMethod, oracleMethod } from './oracle-methods.js';
import { otherSide } from './undecided-records.js';

/** How far one of our maps is from an oracle's record. */
export interface Deviation {
  /** Name of the oracle's network. */
  readonly network: string;
  readonly key: string;
  readonly method: OracleMethod;
  /** Largest difference, relative to the record's largest magnitude (absolute where that is 0: the map must be 0). */
  readonly deviation: number;
  /** What the deviation is to stay under. */
  readonly bound: number;
  /**
   * Of a record that float32 cannot decide and that our map is on the other side of: the deviation from the record as it
   * stands. `deviation` is then from the record's other side.
   */
  readonly asItStands?: number;
}

/** max(1e-5, 5 × what float32 alone changes in the source's own program), relative to the record's largest magnitude. */
export function boundOf({ f32_run_max_diff, max_abs }: AttributionRecord): number {
  return Math.max(1e-5, (5 * f32_run_max_diff) / (max_abs || 1));
}

/** Explains the oracle's inputs by every record's method, on the present backend. */
export async function measureOracle(oracle: Oracle, encoder: Encoder): Promise<Deviation[]> {
  const deviations: Deviation[] = [];
  for (const [key, record] of Object.entries(oracle.attributions)) {
    const method = oracleMethod(key);
    if (!method) continue;
    const map = await mapOf(oracle, encoder, method, record);
    const from = (expected: Float32Array) => maxDifference(map, expected) / (record.max_abs || 1);
    const other = await otherSide(oracle, encoder, key, record);
    const asItStands = from(values(record.value));
    const deviation = other ? Math.min(asItStands, from(other)) : asItStands;
    deviations.push({
      network: oracle.name,
      key,
      method,
      deviation,
      bound: boundOf(record),
      ...(deviation < asItStands && { asItStands }),
    });
  }
  return deviations;
}

/** Our map of a record, in the source's definition. */
export async function mapOf(
  oracle: Oracle,
  encoder: Encoder,
  { explainer, factor }: OracleMethod,
  { args }: AttributionRecord,
): Promise<Float32Array> {
  const concept = conceptVector('oracle', values(oracle.concept_vector));
  const inputs = ndarray(values(oracle.x), oracle.x.shape);
  // Small networks at high percentiles: the expected map is zero, and a warning says so.
  const options = { onWarning: () => undefined };
  const { maps } = await explain(encoder, concept, inputs, explainer(oracle, args), options);
  return maps.data.map((value) => value * (factor?.(args) ?? 1));
}

/** Largest |a − b|; NaN if any difference is. */
export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (Number.isNaN(difference)) return difference;
    most = Math.max(most, difference);
  }
  return most;
}
