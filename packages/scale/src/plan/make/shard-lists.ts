import { eventLoopYielder, invalidArgument, shown } from '@csm/base';
import type { MakePlanOptions } from '../plan-options.js';

/** A set cannot hold more than 2²⁴ items. */
const MOST_IN_SET = 2 ** 24 - 1;

/**
 * Cuts the ids of all inputs into lists of one shard each.
 * @throws if an id is no text or not the only one of its name: results are found by id, so one of two equal ids could not be.
 */
export async function* shardLists(
  ids: MakePlanOptions['ids'],
  size: number,
  signal?: AbortSignal,
): AsyncGenerator<string[]> {
  const check = idCheck();
  const pause = eventLoopYielder();
  let list: string[] = [];
  for await (const id of ids) {
    check(id);
    list.push(id);
    if (list.length < size) continue;
    yield list;
    list = [];
    await pause();
    signal?.throwIfAborted();
  }
  if (list.length > 0) yield list;
}

/** A function that is called with all ids in turn, and throws as {@link shardLists}. */
export function idCheck(): (id: string) => void {
  let count = 0;
  const sets = [new Set<string>()];
  return (id) => {
    if (typeof id !== 'string' || id === '') {
      throw invalidArgument(
        `makePlan: ids must be texts that are not empty; number ${count} is ${shown(id)}.`,
      );
    }
    if (sets.some((set) => set.has(id))) {
      throw invalidArgument(
        `makePlan: ids must be different, because results are found by id; number ${count}, ${shown(id)}, is a duplicate; ` +
          'rename it or leave it out.',
      );
    }
    if (sets[0]?.size === MOST_IN_SET) sets.unshift(new Set());
    sets[0]?.add(id);
    count++;
  };
}
