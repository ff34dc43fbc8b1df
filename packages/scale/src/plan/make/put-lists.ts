import { invalidArgument } from '@csm/base';
import { MOST_SHARDS } from '../check-plan.js';
import type { MakePlanOptions } from '../plan-options.js';
import { shardLists } from './shard-lists.js';

/** So many lists are put at once, because a store on the network takes long for each. */
const AT_ONCE = 8;

/** Puts the ids of each shard, and returns their hashes. */
export async function putLists(
  { ids, count, signal, onProgress }: MakePlanOptions,
  size: number,
  put: (shard: number, bytes: Uint8Array) => Promise<string>,
): Promise<{ count: number; hashes: string[] }> {
  const hashes: string[] = [];
  let group: string[][] = [];
  let done = 0;
  const putGroup = async () => {
    const first = hashes.length;
    hashes.push(...(await Promise.all(group.map((list, i) => put(first + i, bytesOfList(list))))));
    done += group.reduce((sum, list) => sum + list.length, 0);
    group = [];
    onProgress?.({ done, total: Math.max(done, count ?? (Array.isArray(ids) ? ids.length : 0)) });
  };
  for await (const list of shardLists(ids, size, signal)) {
    group.push(list);
    if (hashes.length + group.length > MOST_SHARDS) {
      throw invalidArgument(`makePlan: expected at most ${MOST_SHARDS} shards; got more; use larger shards.`);
    }
    if (group.length === AT_ONCE) await putGroup();
  }
  if (group.length > 0) await putGroup();
  if (done === 0) throw invalidArgument('makePlan: expected at least one id; got none; check the data.');
  if (count === undefined || count === done) return { count: done, hashes };
  throw invalidArgument(`makePlan: expected ${count} ids, as count says; got ${done}; pass their number.`);
}

const bytesOfList = (ids: readonly string[]) => new TextEncoder().encode(`${JSON.stringify(ids)}\n`);
