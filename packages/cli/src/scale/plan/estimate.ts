import { warnOnce } from '@csm/base';
import { type ConceptVector, type Encoder, type Explainer, explain } from '@csm/core';
import { type Plan, partOfRun, sumsShape } from '@csm/scale';
import type { InputSet } from '../../inputs/input-set.js';
import type { CommandRun } from '../../terminal/command-run.js';

/** A batch is only explained for the estimate if it takes about this long. */
const MOST_SECONDS = 20;

/**
 * Seconds that the maps of one input take in this process, all concepts together: one input is explained, and then a batch if that does
 * not take long.
 * @throws if the method cannot explain the model, before anything is written.
 */
export async function secondsPerInput(
  {
    encoder,
    concepts,
    explainer,
    inputs,
    ids,
  }: {
    readonly encoder: Encoder;
    readonly concepts: readonly ConceptVector[];
    readonly explainer: Explainer;
    readonly inputs: Pick<InputSet, 'read'>;
    readonly ids: readonly string[];
  },
  batchSize: number,
  { signal, warn }: Pick<CommandRun, 'signal' | 'warn'>,
): Promise<number> {
  const onWarning = warnOnce(warn);
  const part = partOfRun(explainer, { first: 0, samples: ids.length });
  const timed = async (count: number) => {
    const some = ids.slice(0, count);
    const begin = performance.now();
    const samples = await inputs.read(some);
    await explain(encoder, concepts, samples, part, { batchSize, signal, onWarning });
    return (performance.now() - begin) / 1000 / some.length;
  };
  // The first call also checks the encoder and compiles kernels.
  const first = await timed(1);
  if (first * 2 > MOST_SECONDS) return first;
  const second = await timed(1);
  return second * batchSize > MOST_SECONDS ? second : timed(batchSize);
}

/**
 * About how many bytes the results of a plan take in the store.
 * @param idBytes bytes of all ids.
 */
export function resultBytes({ inputs, concepts, maps, shards }: Plan, idBytes: number) {
  const length = maps.shape.reduce((a, b) => a * b, 1);
  const perMap = maps.kind === 'none' ? 0 : maps.kind === 'full' ? 4 * length : length + 4;
  // Two float32 numbers per place.
  const perSum = 8 * sumsShape(inputs, maps.kind).reduce((a, b) => a * b, 1);
  const mapCount = inputs.count * concepts.length;
  return {
    maps: mapCount * perMap,
    scores: mapCount * 4 + idBytes,
    summaries: shards.ids.length * concepts.length * perSum,
    ids: idBytes,
  };
}

/** Bytes for people: `1.2 GB`. */
export function shownBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`;
}

/** A time for people: `43 core-hours`. */
export function shownHours(seconds: number): string {
  const round = (value: number) => Number(value.toPrecision(2));
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} core-seconds`;
  return seconds < 3600 ? `${round(seconds / 60)} core-minutes` : `${round(seconds / 3600)} core-hours`;
}
