import {
  checkBatchSize,
  checkBoolean,
  checkCount,
  checkFunction,
  checkLayout,
  checkList,
  checkOneOf,
  checkRequiredOptions,
  checkWatchers,
  invalidArgument,
  shown,
  typeName,
} from '@csm/base';
import { checkScoreColumns } from '../../results/scores/score-table.js';
import { storeKeys } from '../../stores/store-keys.js';
import type { Json } from '../plan.js';
import type { MakePlanOptions } from '../plan-options.js';

/** Checks the options of {@link makePlan} one by one. */
export function checkPlanOptions(options: MakePlanOptions): void {
  checkRequiredOptions<MakePlanOptions>('makePlan', options, {
    store: true,
    ids: true,
    count: true,
    shards: true,
    shardSize: true,
    concepts: true,
    inputShape: true,
    layout: true,
    maps: true,
    batchSize: true,
    certificates: true,
    files: true,
    job: true,
    places: { store: true, data: true },
    signal: true,
    onProgress: true,
    onWarning: true,
  });
  const { store, ids, count, shards, shardSize, concepts, inputShape, layout, maps } = options;
  const { batchSize, certificates, files = {}, job = {}, places = {} } = options;
  checkWatchers('makePlan', options);
  checkFunction('makePlan', 'store.putIfAbsent', store?.putIfAbsent);
  checkIds(ids);
  if (count !== undefined) checkCount('makePlan', 'count', count);
  if (shards !== undefined) checkCount('makePlan', 'shards', shards);
  if (shardSize !== undefined) checkCount('makePlan', 'shardSize', shardSize);
  if (shards !== undefined && shardSize !== undefined) {
    throw invalidArgument(
      `makePlan: expected shards or shardSize, not both; got ${shards} and ${shardSize}.`,
    );
  }
  checkNames(concepts);
  checkScoreColumns('makePlan', concepts);
  checkList('makePlan', 'inputShape', inputShape);
  if (inputShape.length === 0)
    throw invalidArgument('makePlan: inputShape must have at least one axis; got [].');
  for (const length of inputShape) checkCount('makePlan', 'each length of inputShape', length);
  checkLayout('makePlan', layout);
  if (maps !== undefined) checkOneOf('makePlan', 'maps', maps, ['pooled', 'full', 'none']);
  if (batchSize !== undefined) checkBatchSize('makePlan', batchSize);
  if (certificates !== undefined) checkBoolean('makePlan', 'certificates', certificates);
  checkFiles(files);
  checkJson('job', job);
  if (typeof job !== 'object' || job === null || Array.isArray(job)) {
    throw invalidArgument(`makePlan: job must be an object; got ${typeName(job)}.`);
  }
  for (const name of ['store', 'data'] as const) {
    const place: unknown = places?.[name];
    if (place === undefined || (typeof place === 'string' && place !== '')) continue;
    throw invalidArgument(`makePlan: places.${name} must be a path or URL; got ${shown(place)}.`);
  }
}

function checkIds(ids: MakePlanOptions['ids']): void {
  const { [Symbol.iterator]: sync, [Symbol.asyncIterator]: async } = Object(ids ?? {}) as Partial<
    Iterable<string> & AsyncIterable<string>
  >;
  if (typeof ids !== 'string' && (sync || async)) return;
  throw invalidArgument(`makePlan: ids must be an array or another iterable of names; got ${typeName(ids)}.`);
}

function checkNames(concepts: readonly string[]): void {
  checkList('makePlan', 'concepts', concepts);
  if (concepts.length === 0) throw invalidArgument('makePlan: expected at least one concept; got [].');
  const wrong = concepts.find((name) => typeof name !== 'string' || name === '');
  if (wrong !== undefined) throw invalidArgument(`makePlan: concepts must be names; got ${shown(wrong)}.`);
  const twice = concepts.find((name, i) => concepts.indexOf(name) !== i);
  if (twice === undefined) return;
  throw invalidArgument(
    `makePlan: concepts must have different names; ${shown(twice)} is a duplicate; rename one.`,
  );
}

function checkFiles(files: NonNullable<MakePlanOptions['files']>): void {
  for (const [key, bytes] of Object.entries(files)) {
    if (!(bytes instanceof Uint8Array)) {
      throw invalidArgument(`makePlan: files must be a Uint8Array each; "${key}" is ${typeName(bytes)}.`);
    }
    if (key === storeKeys.concepts || /^(model|job)\/./.test(key)) continue;
    throw invalidArgument(
      `makePlan: keys of files must be "${storeKeys.concepts}" or begin with "model/" or "job/"; got ${shown(key)}.`,
    );
  }
}

/** @throws unless the value is what JSON can hold: other values would silently be left out or change. */
function checkJson(path: string, value: unknown): asserts value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) checkJson(`${path}[${i}]`, item);
    return;
  }
  const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
  if (prototype === Object.prototype || prototype === null) {
    for (const [name, item] of Object.entries(value as object)) checkJson(`${path}.${name}`, item);
    return;
  }
  throw invalidArgument(
    `makePlan: ${path} must be plain JSON: text, a finite number, true, false, null, an array or an object; got ${shown(value)}.`,
  );
}
