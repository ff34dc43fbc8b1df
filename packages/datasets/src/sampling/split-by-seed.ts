import { checkList, checkRequiredOptions, checkSeed, invalidArgument, shown, typeName } from '@csm/base';
import { shuffled } from './shuffled.js';

/** Options of {@link splitBySeed}. */
export interface SplitBySeedOptions<Part extends string = string> {
  /** A whole number from 0 to 2³² − 1. The same ids and seed give the same parts. */
  readonly seed: number;
  /** The share of the ids in each part, by its name; all shares add up to 1. */
  readonly shares: Readonly<Record<Part, number>>;
}

/**
 * Splits ids at random into parts, for a data set that has no published split. Each part keeps the order of the ids, and each id
 * is in exactly one part. With several pictures per person use `splitByGroup`, because here a person may be in two parts.
 *
 * @throws if an id is a duplicate, unless the shares are above 0 and add up to 1, and if a part gets no id.
 *
 * @example
 * const { train, test } = splitBySeed(faces.ids, { seed: 1, shares: { train: 0.9, test: 0.1 } });
 * @category Split and sample
 */
export function splitBySeed<Part extends string>(
  ids: readonly string[],
  options: SplitBySeedOptions<Part>,
): Record<Part, readonly string[]> {
  const caller = 'splitBySeed';
  checkRequiredOptions<object>(caller, options, { seed: true, shares: true });
  checkList(caller, 'ids', ids);
  checkSeed(caller, options.seed);
  const shares = checkShares(caller, options.shares);
  const random = shuffled(ids, options.seed);
  const partOf = new Map<string, string>();
  let share = 0;
  for (const [part, own] of shares) {
    const from = Math.round(share * ids.length);
    share += own;
    const to = Math.round(share * ids.length);
    if (from === to) {
      throw invalidArgument(
        `${caller}: each part must get at least one id; "${part}" gets none of ${ids.length}; pass more ids or a larger share.`,
      );
    }
    for (const id of random.slice(from, to)) partOf.set(id, part);
  }
  if (partOf.size !== ids.length) {
    const duplicate = ids.find((id, i) => ids.indexOf(id) !== i);
    throw invalidArgument(`${caller}: each id must occur once; "${duplicate}" is a duplicate.`);
  }
  const all = {} as Record<string, readonly string[]>;
  for (const [part] of shares) all[part] = ids.filter((id) => partOf.get(id) === part);
  return all as Record<Part, readonly string[]>;
}

/** @throws unless the shares are above 0 and add up to 1. */
function checkShares(caller: string, shares: unknown): [part: string, share: number][] {
  if (typeof shares !== 'object' || shares === null || Array.isArray(shares)) {
    throw invalidArgument(
      `${caller}: shares must be an object such as { train: 0.8, test: 0.2 }; got ${typeName(shares)}.`,
    );
  }
  const all: [string, number][] = Object.entries(shares);
  for (const [part, share] of all) {
    if (typeof share === 'number' && share > 0 && share <= 1) continue;
    throw invalidArgument(
      `${caller}: shares.${part} must be a number above 0 and at most 1; got ${shown(share)}.`,
    );
  }
  const sum = all.reduce((total, [, share]) => total + share, 0);
  if (Math.abs(sum - 1) <= 1e-9) return all;
  throw invalidArgument(`${caller}: shares must add up to 1; their sum is ${Number(sum.toFixed(9))}.`);
}
