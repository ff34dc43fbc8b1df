import { checkList, invalidArgument, shown } from '@csm/base';
import type { LabelDesign } from '../concepts/concept-examples.js';

/**
 * The units whose labels are permuted. Without groups and strata each example is a unit, and all are in one block.
 *
 * - *Strata*: labels are permuted within a stratum only, so each stratum is a block.
 * - *Groups with one label*, such as a person who always wears glasses: the group is one unit, because its examples resemble
 *   each other whatever the label. Such groups exchange their labels as wholes.
 * - *Groups with both labels*: under the null hypothesis the examples of one group are exchangeable, whatever they share. The
 *   group is a block, and its examples are units.
 *
 * Source: Winkler et al. 2015, Multi-level block permutation (doi 10.1016/j.neuroimage.2015.05.092).
 */
export interface LabelUnits {
  /** The unit of each example; positives come before negatives. */
  readonly unitOf: Int32Array;
  /** The number of examples in each unit. */
  readonly sizes: Float64Array;
  /** The block of each unit, from 0. */
  readonly blocks: Int32Array;
  /** 1 if the unit has the concept, else 0. */
  readonly labels: Uint8Array;
}

/** @throws if groups or strata do not fit the examples, or a group that is one unit lies in more than one stratum. */
export function labelUnits(
  caller: string,
  positives: number,
  negatives: number,
  design: LabelDesign,
): LabelUnits {
  const counts = [positives, negatives] as const;
  const groups = ids(caller, 'Groups', design.positiveGroups, design.negativeGroups, counts);
  const strata = ids(caller, 'Strata', design.positiveStrata, design.negativeStrata, counts);
  const isMixed = mixedGroups(groups, positives);
  const units = numbering();
  const blocks = numbering();
  const unitOf = new Int32Array(positives + negatives);
  const found: { size: number; block: number; label: number; stratum: unknown }[] = [];
  for (let row = 0; row < unitOf.length; row++) {
    const [group, stratum] = [groups?.[row], strata?.[row]];
    const isWhole = groups !== undefined && !isMixed.has(group);
    const unit = units(isWhole ? [group] : [undefined, row]);
    const block = blocks([stratum, isWhole ? undefined : group]);
    unitOf[row] = unit;
    const known = found[unit];
    if (known === undefined) {
      found.push({ size: 1, block, label: row < positives ? 1 : 0, stratum });
      continue;
    }
    known.size++;
    if (known.block !== block) {
      throw invalidArgument(
        `${caller}: a group whose examples have one label must lie in one stratum, because its label is permuted as a whole; ` +
          `group ${shown(group)} lies in ${shown(known.stratum)} and ${shown(stratum)}.`,
      );
    }
  }
  return {
    unitOf,
    sizes: Float64Array.from(found, ({ size }) => size),
    blocks: Int32Array.from(found, ({ block }) => block),
    labels: Uint8Array.from(found, ({ label }) => label),
  };
}

/** The ids of positives and negatives in one list. */
function ids(
  caller: string,
  what: 'Groups' | 'Strata',
  positives: readonly (string | number)[] | undefined,
  negatives: readonly (string | number)[] | undefined,
  counts: readonly [number, number],
): readonly (string | number)[] | undefined {
  if (positives === undefined && negatives === undefined) return undefined;
  const lists = { [`positive${what}`]: positives, [`negative${what}`]: negatives };
  for (const [i, [name, list]] of Object.entries(lists).entries()) {
    if (list === undefined) {
      throw invalidArgument(`${caller}: ${name} must be given too; pass one id for each row.`);
    }
    checkList(caller, name, list);
    if (list.length !== counts[i]) {
      throw invalidArgument(
        `${caller}: ${name} must have one id for each row; got ${list.length} ids for ${counts[i]} rows.`,
      );
    }
    const bad = list.find((id) => typeof id !== 'string' && !Number.isFinite(id));
    if (bad !== undefined || list.includes(undefined as never)) {
      throw invalidArgument(`${caller}: ${name} must be strings or finite numbers; got ${shown(bad)}.`);
    }
  }
  return [...(positives ?? []), ...(negatives ?? [])];
}

/** The groups that have examples of both labels. */
function mixedGroups(groups: readonly (string | number)[] | undefined, positives: number): Set<unknown> {
  const up = new Set(groups?.slice(0, positives));
  return new Set(groups?.slice(positives).filter((group) => up.has(group)));
}

/** Numbers keys from 0 in the order of their first use. The parts of a key are compared with their types. */
function numbering(): (key: readonly unknown[]) => number {
  const numbers = new Map<string, number>();
  return (key) => {
    const text = JSON.stringify(key);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
}
