import { cosineBetween, mean } from '@csm/base';
import { meanDifference } from '@csm/core';
import type { Awaitable } from '@csm/core/extend';
import type { LabelDesign } from '../concepts/concept-examples.js';
import { meansWithin } from '../concepts/difference-within.js';
import type { ExampleRows } from '../concepts/example-rows.js';
import { stackRows } from '../maps/stack-rows.js';
import { labelUnits } from '../significance/label-units.js';
import type { ConceptSeparationOptions } from './concept-separation-types.js';

/** Vectors whose cosine is at least this are the same direction up to rounding. */
const SAME_DIRECTION = 1 - 1e-6;

/** Makes a direction from examples; undefined or zeros if they have none. */
export type Maker = (
  name: string,
  rows: ExampleRows,
  design: LabelDesign,
) => Awaitable<Float32Array | Float64Array | undefined>;

/** The functions that may have made a vector: `make`; without it, the difference of means of all examples, and that within strata. */
export function makersOf(
  rows: ExampleRows,
  design: LabelDesign,
  make: ConceptSeparationOptions['make'],
): readonly [Maker, ...Maker[]] {
  const given = positional(make ?? meanDifference);
  return make === undefined && isDesigned(rows, design) ? [given, within] : [given];
}

/** The first function that makes the direction of the vector from all the examples; undefined if none of them does. */
export async function makerOf(
  vector: Float32Array,
  name: string,
  rows: ExampleRows,
  design: LabelDesign,
  makers: readonly Maker[],
): Promise<Maker | undefined> {
  for (const maker of makers) {
    const made = await maker(name, rows, design);
    if (made?.length === vector.length && cosineBetween(made, vector) >= SAME_DIRECTION) return maker;
  }
  return undefined;
}

const within: Maker = (_, rows, design) => meansWithin('conceptSeparation', rows, design);

function positional(make: NonNullable<ConceptSeparationOptions['make']>): Maker {
  return async (name, rows) => {
    if (!haveDirection(rows)) return undefined;
    const size = [rows.positives[0]?.length ?? 0];
    const made = await make(name, stackRows(rows.positives, size), stackRows(rows.negatives, size));
    return made.vector;
  };
}

/** Whether groups or strata are given from which `differenceWithin` makes a vector. */
function isDesigned({ positives, negatives }: ExampleRows, design: LabelDesign): boolean {
  if (design.positiveGroups === undefined && design.positiveStrata === undefined) return false;
  try {
    labelUnits('conceptSeparation', positives.length, negatives.length, design);
    return true;
  } catch {
    // `differenceWithin` rejects this design, such as a donor with one label in two batches, so it has not made the vector.
    return false;
  }
}

/** Whether the means of the two sides differ. */
function haveDirection({ positives, negatives }: ExampleRows): boolean {
  const meanAt = (side: readonly Float32Array[], j: number) => mean(side.map((row) => row[j] ?? 0));
  return (positives[0] ?? []).some((_, j) => meanAt(positives, j) !== meanAt(negatives, j));
}
