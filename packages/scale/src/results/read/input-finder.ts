import { checkCount, invalidArgument, shown } from '@csm/base';
import type { Plan } from '../../plan/plan.js';
import type { StoreCall } from '../../stores/object-store.js';
import { ahead } from '../ahead.js';
import type { FoundInput, InputKey } from './results.js';
import type { ShardObjects } from './shard-objects.js';

/**
 * Finds inputs by row or id. At the first id it reads all lists once and keeps a hash of 4 bytes per input, so that ten million inputs
 * take 40 MB; the lists decide.
 */
export function inputFinder(
  plan: Plan,
  objects: ShardObjects,
): (caller: string, input: InputKey, options: StoreCall) => Promise<FoundInput> {
  const { size, ids: lists } = plan.shards;
  let hashes: Promise<Uint32Array> | undefined;
  let last: { readonly shard: number; readonly ids: readonly string[] } | undefined;

  const idsOf = async (shard: number, options: StoreCall) => {
    if (last?.shard !== shard) last = { shard, ids: await objects.ids(shard, options) };
    return last.ids;
  };
  const atRow = async (row: number, options: StoreCall): Promise<FoundInput> => {
    const shard = Math.floor(row / size);
    return { id: (await idsOf(shard, options))[row - shard * size]!, row, shard };
  };
  const hashAll = async (options: StoreCall) => {
    const all = new Uint32Array(plan.inputs.count);
    let row = 0;
    for await (const ids of ahead(lists.keys(), (shard) => objects.ids(shard, options))) {
      for (const id of ids) all[row++] = hash(id);
    }
    return all;
  };

  return async (caller, input, options) => {
    if (typeof input === 'number') {
      checkCount(caller, 'the row of the input', input, { min: 0, max: plan.inputs.count - 1 });
      return atRow(input, options);
    }
    if (typeof input !== 'string') {
      throw invalidArgument(`${caller}: expected the id or the row of an input; got ${shown(input)}.`);
    }
    // An aborted call must not spoil later ones.
    hashes ??= hashAll(options).catch((error: unknown) => {
      hashes = undefined;
      throw error;
    });
    const all = await hashes;
    const wanted = hash(input);
    const found: FoundInput[] = [];
    for (let row = all.indexOf(wanted); row >= 0; row = all.indexOf(wanted, row + 1)) {
      const candidate = await atRow(row, options);
      if (candidate.id === input) found.push(candidate);
    }
    const [first, second] = found;
    if (first === undefined) {
      throw invalidArgument(
        `${caller}: expected the id of one of the ${plan.inputs.count} inputs; got ${shown(input)}; see ids().`,
      );
    }
    if (second === undefined) return first;
    throw invalidArgument(
      `${caller}: expected the id of one input; ${shown(input)} is that of rows ${first.row} and ${second.row}; pass the row.`,
    );
  };
}

/** FNV-1a of the UTF-16 code units. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
