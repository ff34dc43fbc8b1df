import ndarray from 'ndarray';
import { conceptVector, type Encoder, explain } from '../../packages/core/src/index.js';
import { type AttributionRecord, type Oracle, values } from '../oracles.js';
import { type OracleMethod, oracleMethod } from './oracle-methods.js';
import { otherSide } from './undecided-records.js';

/** The difference between one of our maps and an oracle's record. */
export interface Deviation {
  /** The name of the oracle's network. */
  readonly network: string;
  readonly key: string;
  readonly method: OracleMethod;
  /** The largest difference, relative to the record's largest magnitude (absolute if that is 0: then the map must be 0). */
  readonly deviation: number;
  /** The largest allowed deviation. */
  readonly bound: number;
  /**
   * The deviation from the record itself; only for a record that float32 cannot decide, and if our map has the other
   * sign. `deviation` is then the deviation from the record with the other sign.
   */
  readonly asItStands?: number;
}

/** max(1e-5, 5 × the change that float32 makes in the source's own program), relative to the record's largest magnitude. */
export function boundOf({ f32_run_max_diff, max_abs }: AttributionRecord): number {
  return Math.max(1e-5, (5 * f32_run_max_diff) / (max_abs || 1));
}

/** Explains the oracle's inputs by the method of every record, on the current backend. */
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

/** Our map for a record, by the source's definition. */
export async function mapOf(
  oracle: Oracle,
  encoder: Encoder,
  { explainer, factor }: OracleMethod,
  { args }: AttributionRecord,
): Promise<Float32Array> {
  const concept = conceptVector('oracle', values(oracle.concept_vector));
  const inputs = ndarray(values(oracle.x), oracle.x.shape);
  // For small networks and high percentiles the expected map is zero, which causes a warning.
  const options = { onWarning: () => undefined };
  const { maps } = await explain(encoder, concept, inputs, explainer(oracle, args), options);
  return maps.data.map((value) => value * (factor?.(args) ?? 1));
}

/** The largest |a − b|; NaN if a difference is NaN. */
export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (Number.isNaN(difference)) return difference;
    most = Math.max(most, difference);
  }
  return most;
}
