import { checkList, invalidArgument, shown } from '@csm/base';
import type { ValueExamples } from '../../concepts/value-examples.js';

/** The units whose numbers are exchanged, and the blocks within which they are. */
export interface ValueUnits {
  /** The unit and the block of each example. */
  readonly unitOf: Int32Array;
  readonly blockOf: Int32Array;
  /** The weight of each example. */
  readonly weights: Float64Array;
  /** Whether a unit is a donor of different numbers, whose covariance changes its sign instead. */
  readonly isFlipped: readonly boolean[];
}

/**
 * Without groups each example is a unit, and strata are the blocks. A group of one number, such as a donor's age, is one unit. A group of different
 * numbers is a block of its own, whose examples are the units; with `unit: 'donor'` it is one unit that changes its sign,
 * and every group counts the same.
 *
 * @throws unless groups and strata have an id per example, and a group of one number lies in one stratum.
 */
export function valueUnits(
  caller: string,
  values: Float64Array,
  { groups, strata }: Pick<ValueExamples, 'groups' | 'strata'>,
  unit: 'cell' | 'donor',
): ValueUnits {
  const numbers = new Map<unknown, Set<number>>();
  const sizes = new Map<unknown, number>();
  for (const [i, value] of values.entries()) {
    numbers.set(groups?.[i], (numbers.get(groups?.[i]) ?? new Set()).add(value));
    sizes.set(groups?.[i], (sizes.get(groups?.[i]) ?? 0) + 1);
  }
  const [unitIds, blockIds] = [new Map<string, number>(), new Map<string, number>()];
  const numbered = (ids: Map<string, number>, ...key: readonly unknown[]) => {
    const text = JSON.stringify(key);
    if (!ids.has(text)) ids.set(text, ids.size);
    return ids.get(text) ?? 0;
  };
  const isFlipped: boolean[] = [];
  const stratumOf = new Map<unknown, unknown>();
  const [unitOf, blockOf] = [new Int32Array(values.length), new Int32Array(values.length)];
  for (const i of values.keys()) {
    const [group, stratum] = [groups?.[i], strata?.[i]];
    const isWhole = groups !== undefined && numbers.get(group)?.size === 1;
    const isMixed = groups !== undefined && !isWhole;
    const isOne = isWhole || (isMixed && unit === 'donor');
    unitOf[i] = numbered(unitIds, ...(isOne ? [group, isMixed ? stratum : undefined] : [group, stratum, i]));
    isFlipped[unitOf[i]] = isMixed && isOne;
    blockOf[i] = numbered(blockIds, stratum, ...(isMixed ? [group] : []));
    if (!isWhole) continue;
    const known = stratumOf.has(group) ? stratumOf.get(group) : stratum;
    stratumOf.set(group, known);
    if (known === stratum) continue;
    throw invalidArgument(
      `${caller}: a group whose examples have one value must lie in one stratum, because its value is exchanged as a whole; ` +
        `group ${shown(group)} lies in ${shown(known)} and ${shown(stratum)}.`,
    );
  }
  const weights = values.map((_, i) => (unit === 'donor' ? 1 / (sizes.get(groups?.[i]) ?? 1) : 1));
  return { unitOf, blockOf, weights, isFlipped };
}

/** @throws unless there is one id for each example. */
export function checkIds(
  caller: string,
  what: 'groups' | 'strata',
  list: readonly (string | number)[] | undefined,
  count: number,
): void {
  if (list === undefined) return;
  checkList(caller, what, list);
  if (list.length !== count) {
    throw invalidArgument(
      `${caller}: ${what} must have one id for each latent; got ${list.length} ids for ${count} latents.`,
    );
  }
  const bad = list.findIndex((id) => typeof id !== 'string' && !Number.isFinite(id));
  if (bad === -1) return;
  throw invalidArgument(`${caller}: ${what} must be strings or finite numbers; got ${shown(list[bad])}.`);
}
