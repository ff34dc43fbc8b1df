import { invalidArgument } from '@csm/base';
import type { ConceptExamples } from '../../concepts/concept-examples.js';
import { exampleRows } from '../../concepts/example-rows.js';
import { type LabelUnits, labelUnits } from '../../significance/label-units.js';
import { addScaled } from '../../statistics/add-scaled.js';

/** Latents with the units whose labels are permuted. */
export interface LabelledLatents {
  readonly rows: readonly ArrayLike<number>[];
  readonly units: LabelUnits;
}

/** The examples' latents and units: cells, or the means of donors. @throws if donors are the units but no groups are given. */
export function labelledLatents(
  caller: string,
  examples: ConceptExamples,
  latentSize: number,
  unit: 'cell' | 'donor',
): LabelledLatents {
  const { positives, negatives } = exampleRows(caller, examples, latentSize);
  const units = labelUnits(caller, positives.length, negatives.length, examples);
  const rows = [...positives, ...negatives];
  if (unit === 'cell') return { rows, units };
  const { positiveGroups, negativeGroups } = examples;
  if (positiveGroups === undefined || negativeGroups === undefined) {
    throw invalidArgument(
      `${caller}: unit 'donor' needs the donors of the examples; pass them as positiveGroups and negativeGroups.`,
    );
  }
  return donorMeans(rows, units, [...positiveGroups, ...negativeGroups]);
}

/** One row per donor, stratum and label: the mean latent. All rows count the same. */
function donorMeans(
  rows: readonly ArrayLike<number>[],
  { unitOf, blocks, labels }: LabelUnits,
  groups: readonly (string | number)[],
): LabelledLatents {
  const found = new Map<string, { sum: Float64Array; count: number; block: number; label: number }>();
  for (const [i, row] of rows.entries()) {
    const unit = unitOf[i] ?? 0;
    const [block = 0, label = 0] = [blocks[unit], labels[unit]];
    const key = JSON.stringify([groups[i], block, label]);
    const mean = found.get(key) ?? { sum: new Float64Array(row.length), count: 0, block, label };
    found.set(key, mean);
    addScaled(mean.sum, row, 1);
    mean.count++;
  }
  const means = [...found.values()];
  return {
    rows: means.map(({ sum, count }) => sum.map((value) => value / count)),
    units: {
      unitOf: Int32Array.from(means.keys()),
      sizes: new Float64Array(means.length).fill(1),
      blocks: Int32Array.from(means, ({ block }) => block),
      labels: Uint8Array.from(means, ({ label }) => label),
    },
  };
}
