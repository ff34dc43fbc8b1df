import { invalidFile, shown, size } from '@csm/base';
import { mapBytes, sumsBytes } from './map-settings.js';
import type { Plan } from './plan.js';

/** The stored maps of a shard are in memory at once, and so are the sums of its maps. */
export const MOST_SHARD_BYTES = 256e6;

/** The numbers of shards have six digits in the keys of the store, which are listed in their order. */
export const MOST_SHARDS = 1_000_000;

/**
 * Checks that a value is a plan: every member, and how they fit together. The id is not computed again.
 * @param where the beginning of the message: function and file.
 * @param remedy what to do, in the imperative.
 * @throws Error with code `ERR_INVALID_FILE`.
 */
export function checkPlan(value: unknown, where: string, remedy: string): asserts value is Plan {
  for (const [path, expected, isValid] of MEMBERS) {
    const found = member(value, path);
    if (isValid(found)) continue;
    throw invalidFile(`${where}: expected ${path} to be ${expected}; got ${shown(found)}; ${remedy}.`);
  }
  const { inputs, shards, maps, concepts } = value as Plan;
  const fail = (expected: string) => invalidFile(`${where}: expected ${expected}; ${remedy}.`);
  const needed = Math.ceil(inputs.count / shards.size);
  if (shards.ids.length !== needed) {
    throw fail(
      `${needed} lists of ids, for ${inputs.count} inputs in shards of ${shards.size}; got ${shards.ids.length}`,
    );
  }
  const shapes = {
    none: '',
    full: `${inputs.shape}`,
    pooled: maps.shape.length === 2 ? `${maps.shape}` : 'two axes',
  };
  if (`${maps.shape}` !== shapes[maps.kind]) {
    throw fail(
      `maps.shape to fit ${maps.kind} maps of inputs of shape [${inputs.shape.join(', ')}]; got [${maps.shape.join(', ')}]`,
    );
  }
  const most = `at most ${MOST_SHARD_BYTES / 1e6} MB`;
  if (4 * size(inputs.shape) > MOST_SHARD_BYTES) {
    throw fail(`inputs that take ${most}; one of shape [${inputs.shape.join(', ')}] takes more`);
  }
  if (mapBytes(maps, concepts.length) * Math.min(shards.size, inputs.count) > MOST_SHARD_BYTES) {
    throw fail(`shards whose maps take ${most}; one of ${shards.size} inputs takes more`);
  }
  if (sumsBytes(inputs, maps.kind, concepts.length) > MOST_SHARD_BYTES) {
    throw fail(`sums of maps that take ${most}; those of ${concepts.length} concepts take more`);
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 1;
const isHash = (value: unknown) => isText(value) && /^[0-9a-f]{64}$/.test(value);
const isListOf = (value: unknown, isItem: (item: unknown) => boolean) =>
  Array.isArray(value) && value.every(isItem);
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const MEMBERS: readonly (readonly [path: string, expected: string, isValid: (value: unknown) => boolean])[] =
  [
    ['version', 'a version', isText],
    ['id', 'a SHA-256', isHash],
    ['places', 'an object', isObject],
    ['places.store', 'a folder or URL', isText],
    ['places.data', 'a path, or absent', (value) => value === undefined || isText(value)],
    [
      'concepts',
      'a list of different names',
      (value) => isListOf(value, isText) && isDistinct(value as string[]) && (value as string[]).length > 0,
    ],
    ['inputs', 'an object', isObject],
    // Their numbers are 32-bit integers in the scores.
    [
      'inputs.count',
      'a whole number from 1 to 2147483647',
      (value) => isCount(value) && (value as number) < 2 ** 31,
    ],
    [
      'inputs.shape',
      'a list of whole numbers of at least 1',
      (value) => isListOf(value, isCount) && (value as number[]).length > 0,
    ],
    [
      'inputs.layout',
      '"channelsLast", "channelsFirst" or absent',
      (value) => [undefined, 'channelsLast', 'channelsFirst'].includes(value as undefined),
    ],
    ['shards', 'an object', isObject],
    ['shards.size', 'a whole number of at least 1', isCount],
    ['shards.ids', 'a list of SHA-256', (value) => isListOf(value, isHash)],
    ['maps', 'an object', isObject],
    [
      'maps.kind',
      '"pooled", "full" or "none"',
      (value) => ['pooled', 'full', 'none'].includes(value as string),
    ],
    ['maps.shape', 'a list of whole numbers of at least 1', (value) => isListOf(value, isCount)],
    ['batchSize', 'a whole number of at least 1', isCount],
    ['certificates', 'true or false', (value) => typeof value === 'boolean'],
    ['files', 'an object of SHA-256', (value) => isObject(value) && Object.values(value).every(isHash)],
    ['job', 'an object', isObject],
  ];

function member(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (of, name) => (isObject(of) && Object.hasOwn(of, name) ? of[name as keyof typeof of] : undefined),
      value,
    );
}

const isDistinct = (names: readonly string[]) => new Set(names).size === names.length;
