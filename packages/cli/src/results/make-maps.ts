import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { contiguous } from '@csm/base';
import { type ConceptVector, type Explainer, explain } from '@csm/core';
import type { Extremes } from '@csm/core/extend';
import { readNpy, writeNpy } from '@csm/core/node';
import { partOfRun } from '@csm/scale';
import type { InputSet } from '../inputs/input-set.js';
import type { OpenedModel } from '../models/opened-model.js';
import type { CommandRun } from '../terminal/command-run.js';
import { partPath } from './npy-parts.js';

/** Maps that are in memory at the same time take at most this many bytes. */
const PART_BYTES = 64e6;

/** A part has at most this many inputs, so that little is lost if the run is stopped. */
const MOST_INPUTS = 32;

/** Maps of one method for some concepts. */
export interface MapTask {
  /** The name of the method's folder. */
  readonly method: string;
  readonly concepts: readonly ConceptVector[];
  readonly explainer: Explainer;
  /** Whether the method takes the range of all inputs, so that they are read once before. */
  readonly needsRange?: boolean;
}

/** The parts of maps and scores on disk. */
export interface MapParts {
  /** The paths of the parts of a concept's maps, in the order of the inputs. */
  maps(concept: string): readonly string[];
  /** The scores of a concept. */
  scores(concept: string): Promise<Float32Array>;
}

/** How a run of maps is cut. */
export interface MapRun {
  readonly model: Pick<OpenedModel, 'encoder'>;
  readonly inputs: Pick<InputSet, 'read'>;
  /** The names of the inputs that are explained. */
  readonly ids: readonly string[];
  /** The folder of the parts. */
  readonly parts: string;
  readonly batchSize: number;
  /** The name of a concept's folder. */
  readonly folderOf: (concept: string) => string;
}

/** The number of inputs per part: whole batches, so that the batches do not depend on the parts. */
export function partSize(batchSize: number, concepts: number, inputShape: readonly number[]): number {
  const bytes = inputShape.reduce((a, b) => a * b, 4 * Math.max(1, concepts));
  const most = Math.min(MOST_INPUTS, Math.floor(PART_BYTES / bytes));
  return Math.max(1, Math.floor(most / batchSize)) * batchSize;
}

/**
 * Makes the maps of a task part by part. Parts that an earlier run finished are kept; each part is written atomically.
 * @param onPart called after each part with the number of its inputs.
 */
export async function makeMaps(
  { method, concepts, explainer, needsRange }: MapTask,
  { model, inputs, ids, parts, batchSize, folderOf }: MapRun,
  { signal, warn }: Pick<CommandRun, 'signal' | 'warn'>,
  onPart: (inputs: number, isNew: boolean) => void,
): Promise<MapParts> {
  const { encoder } = model;
  const size = partSize(batchSize, concepts.length, encoder.inputShape);
  const starts = Array.from({ length: Math.ceil(ids.length / size) }, (_, i) => i * size);
  const mapsOf = (concept: string) => join(parts, folderOf(concept), method);
  const scoresOf = (concept: string) => join(parts, folderOf(concept), `${method}-scores`);
  let extremes: Extremes | undefined;
  const warned = new Set<string>();
  const onWarning = (message: string) => {
    if (!warned.has(message)) warn(message);
    warned.add(message);
  };
  for (const first of starts) {
    signal.throwIfAborted();
    const some = ids.slice(first, first + size);
    // The scores of the last concept are written last.
    if (concepts.every(({ name }) => existsSync(partPath(scoresOf(name), first)))) {
      onPart(some.length, false);
      continue;
    }
    if (needsRange) extremes ??= await extremesOf(ids, inputs, size, signal);
    const explained = await explain(
      encoder,
      concepts,
      await inputs.read(some),
      partOfRun(explainer, { first, samples: ids.length, extremes }),
      { batchSize, signal, onWarning },
    );
    for (const { name, maps, scores } of explained) {
      await writeNpy(partPath(mapsOf(name), first), maps);
      await writeNpy(partPath(scoresOf(name), first), scores);
    }
    onPart(some.length, true);
  }
  return {
    maps: (concept) => starts.map((first) => partPath(mapsOf(concept), first)),
    scores: async (concept) => {
      const all = new Float32Array(ids.length);
      for (const first of starts)
        all.set(contiguous(await readNpy(partPath(scoresOf(concept), first))), first);
      return all;
    },
  };
}

/** The smallest and largest number of each feature over all inputs, read part by part. */
export async function extremesOf(
  ids: readonly string[],
  inputs: Pick<InputSet, 'read'>,
  size: number,
  signal: AbortSignal,
): Promise<Extremes> {
  let found: Extremes | undefined;
  for (let start = 0; start < ids.length; start += size) {
    signal.throwIfAborted();
    const some = ids.slice(start, start + size);
    const values = contiguous(await inputs.read(some));
    const each = values.length / some.length;
    found ??= { least: values.slice(0, each), greatest: values.slice(0, each) };
    for (const [i, value] of values.entries()) {
      const feature = i % each;
      if (value < (found.least[feature] ?? 0)) found.least[feature] = value;
      if (value > (found.greatest[feature] ?? 0)) found.greatest[feature] = value;
    }
  }
  return found ?? { least: new Float32Array(), greatest: new Float32Array() };
}
