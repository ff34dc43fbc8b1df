import {
  checkBoolean,
  checkCount,
  checkOptions,
  checkWatchers,
  invalidArgument,
  invalidFile,
  nearest,
  shown,
  size,
} from '@csm/base';
import ndarray from 'ndarray';
import type { Json } from '../../plan/plan.js';
import { loadPlan } from '../../plan/read-plan.js';
import type { ObjectStore, StoreCall } from '../../stores/object-store.js';
import { storeKeys } from '../../stores/store-keys.js';
import { ahead } from '../ahead.js';
import { mapArrays } from '../maps/map-arrays.js';
import { mergeFigures, NO_SCORES } from '../scores/score-figures.js';
import { readScoreTable } from '../scores/score-table.js';
import { histogramOf } from './histogram.js';
import { inputFinder } from './input-finder.js';
import { type MapSums, mapSums } from './map-sums.js';
import type { FoundInput, Results, ShardScores } from './results.js';
import { shardObjects } from './shard-objects.js';
import { topRows } from './top-inputs.js';
import { verifyObjects } from './verify-objects.js';

/** About how many bins a histogram has. */
const BINS = 40;

/**
 * Opens the results that workers put into a store: scores by input, maps by input and concept, the inputs with the highest scores of a
 * concept, and concepts in figures. The store may be partial: what is asked of a shard that is not done is an error, and everything over
 * all inputs is over those of the shards that were done when the results were opened.
 *
 * Memory does not grow with the number of inputs, except for 4 bytes per input once an input was found by its id. One shard's object is
 * in memory at a time, or eight.
 *
 * @param store such as `await openStore('store/')`.
 * @throws an error with code `ERR_INVALID_FILE` if the store has no plan. The functions of the results throw such an error, which names
 * the object and the task to run again, if an object is missing or damaged, or if a shard is not done; and a TypeError with code
 * `ERR_INVALID_ARGUMENT` for an unknown concept or input.
 * @category Results of many inputs
 */
export async function openResults(store: ObjectStore, options: StoreCall = {}): Promise<Results> {
  checkOptions('openResults', options, { signal: true });
  if (typeof store?.get !== 'function' || typeof store.list !== 'function') {
    throw invalidArgument(
      `openResults: expected a store; got ${shown(store)}; pass await openStore(place), of @csm/scale/node.`,
    );
  }
  const plan = await loadPlan(store, { ...options, anyVersion: true });
  const { concepts, shards, maps } = plan;
  const shardsDone = await shardNumbers(store, options);
  const done = new Set(shardsDone);
  const objects = shardObjects(plan, store);
  const find = inputFinder(plan, objects);
  let sums: Promise<MapSums> | undefined;

  const conceptOf = (caller: string, name: string): number => {
    const concept = concepts.indexOf(name);
    if (concept >= 0) return concept;
    const near = typeof name === 'string' ? nearest(name, concepts).join(', ') : '';
    throw invalidArgument(
      `${caller}: expected one of the plan's ${concepts.length} concepts; got ${shown(name)}; nearest: ${near}.`,
    );
  };
  const findDone = async (caller: string, input: string | number, call: StoreCall): Promise<FoundInput> => {
    const found = await find(caller, input, call);
    if (done.has(found.shard)) return found;
    throw invalidFile(
      `${caller}: expected an input whose shard is done; row ${found.row} is in shard ${found.shard}, which ${store.name} does not have yet; run task ${found.shard}, and open the results again.`,
    );
  };
  const scoresOfShard = async (shard: number, names: readonly string[], call: StoreCall) => {
    const { inputs } = await objects.manifest(shard, call);
    return readScoreTable(await objects.object(shard, storeKeys.scores(shard), call), inputs, names);
  };
  const shardScores = async (shard: number, concept: string, call: StoreCall): Promise<ShardScores> => {
    const [scores = new Float32Array()] = await scoresOfShard(shard, [concept], call);
    return { shard, first: shard * shards.size, scores };
  };
  const someDone = (caller: string): void => {
    if (shardsDone.length > 0) return;
    throw invalidFile(
      `${caller}: expected a store with a shard that is done; ${store.name} has none; run some tasks first.`,
    );
  };

  return {
    plan,
    shardsDone,
    async *ids(call = {}) {
      checkCall('ids', call);
      for await (const ids of ahead(shards.ids.keys(), (shard) => objects.ids(shard, call))) yield* ids;
    },
    async find(input, call = {}) {
      checkCall('find', call);
      return find('find', input, call);
    },
    async scores(input, call = {}) {
      checkCall('scores', call);
      const { row, shard } = await findDone('scores', input, call);
      const scores = await scoresOfShard(shard, concepts, call);
      return Object.fromEntries(concepts.map((name, i) => [name, scores[i]![row - shard * shards.size]!]));
    },
    async *scoresOf(concept, call = {}) {
      checkCall('scoresOf', call);
      conceptOf('scoresOf', concept);
      yield* ahead(shardsDone, (shard) => shardScores(shard, concept, call));
    },
    async map(input, name, call = {}) {
      checkCall('map', call);
      const concept = conceptOf('map', name);
      if (maps.kind === 'none') {
        throw invalidArgument(
          `map: expected a plan that keeps maps; this one keeps none; compute the map from the model, or plan with maps: 'full' or 'pooled'.`,
        );
      }
      const found = await findDone('map', input, call);
      const arrays = await mapArrays(plan, (key) => objects.object(found.shard, key, call));
      const stored = await arrays.map(found.row, concept);
      const scale = maps.kind === 'pooled' ? await arrays.scale(found.row, concept) : 1;
      const values = Float32Array.from(stored, (value) => value * scale);
      const maximumError = maps.kind === 'pooled' ? scale / 2 : 0;
      return { ...found, concept: name, map: ndarray(values, [...maps.shape]), maximumError };
    },
    async top(name, k, options = {}) {
      checkOptions('top', options, { lowest: true, signal: true });
      checkWatchers('top', options);
      const { lowest = false, ...call } = options;
      checkBoolean('top', 'lowest', lowest);
      checkCount('top', 'k', k);
      const concept = conceptOf('top', name);
      const best: { shard: number; best: number }[] = [];
      for await (const { shard, scores } of ahead(shardsDone, (shard) => objects.manifest(shard, call))) {
        best.push({ shard, best: scores[concept]![lowest ? 'min' : 'max'] });
      }
      const rows = await topRows(best, k, lowest, (shard) => shardScores(shard, name, call));
      // Sorted by row, so that the list of each shard is read once.
      const ids = new Map<number, FoundInput>();
      for (const row of rows.map((found) => found.row).sort((a, b) => a - b)) {
        ids.set(row, await find('top', row, call));
      }
      return rows.map(({ row, score }) => ({ ...ids.get(row)!, score }));
    },
    async summary(name, options = {}) {
      checkOptions('summary', options, { bins: true, signal: true });
      checkWatchers('summary', options);
      const { bins = BINS, ...call } = options;
      checkCount('summary', 'bins', bins, { min: 0, max: 10_000 });
      const concept = conceptOf('summary', name);
      someDone('summary');
      let figures = NO_SCORES;
      for await (const { scores } of ahead(shardsDone, (shard) => objects.manifest(shard, call))) {
        figures = mergeFigures(figures, scores[concept]!);
      }
      const { count, min, max, mean, m2 } = figures;
      const counting = histogramOf(min, max, bins);
      const counted = bins === 0 ? [] : shardsDone;
      for await (const { scores } of ahead(counted, (shard) => shardScores(shard, name, call))) {
        counting.add(scores);
      }
      // An aborted call must not spoil later ones.
      sums ??= mapSums(shardsDone, objects, call).catch((error: unknown) => {
        sums = undefined;
        throw error;
      });
      const { data, shape } = await sums;
      const meanOf = (kind: number) => {
        const first = (concept * 2 + kind) * size(shape);
        return ndarray(
          data.slice(first, first + size(shape)).map((sum) => sum / count),
          [...shape],
        );
      };
      return {
        concept: name,
        inputs: count,
        scores: { min, max, mean, standardDeviation: Math.sqrt(m2 / (count - 1)) },
        histogram: counting.histogram,
        meanMap: meanOf(0),
        meanMagnitude: meanOf(1),
      };
    },
    async certificate(name, call = {}) {
      checkCall('certificate', call);
      const key = storeKeys.certificate(conceptOf('certificate', name));
      const bytes = await store.get(key, { signal: call.signal });
      return bytes && certificateIn(bytes, `${key} of ${store.name}`);
    },
    async verify(options = {}) {
      checkOptions('verify', options, { onProgress: true, signal: true });
      checkWatchers('verify', options);
      return verifyObjects(plan, store, shardsDone, objects, options);
    },
  };
}

function checkCall(caller: string, call: StoreCall): void {
  checkOptions(caller, call, { signal: true });
  checkWatchers(caller, call);
  call.signal?.throwIfAborted();
}

/** The numbers of the shards that are done, in ascending order. */
async function shardNumbers(store: ObjectStore, options: StoreCall): Promise<number[]> {
  const numbers: number[] = [];
  for await (const key of store.list('shards/', options)) {
    const number = /^shards\/(\d+)\.json$/.exec(key)?.[1];
    if (number !== undefined) numbers.push(Number(number));
  }
  return numbers.sort((a, b) => a - b);
}

function certificateIn(bytes: Uint8Array, name: string): Json {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Json;
  } catch (cause) {
    throw invalidFile(`certificate: expected JSON; ${name} is damaged; delete it, and run its task again.`, {
      cause,
    });
  }
}
