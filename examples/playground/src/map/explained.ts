import { type Explanation, explain } from '@csm/core';
import type { JobRun } from '../session/in-job.js';
import { currentConcept, currentModel, type MadeConcept } from '../session/session.js';
import type { MapSettings } from '../session/settings.js';
import { explainerOf } from './method.js';
import { keyOfNumbers } from './method-list.js';

/** A map with the warnings of its method. */
export interface Explained extends Explanation {
  readonly warnings: readonly string[];
}

/** Numbers that the maps of one concept may take: 64 MiB. */
const MOST_NUMBERS = 2 ** 24;

const known = new WeakMap<MadeConcept, Map<string, Explained>>();

/** The explanation of one input. It is kept for the next time, until the concept changes. */
export async function explained(input: number, map: MapSettings, run: JobRun): Promise<Explained> {
  const concept = currentConcept();
  const maps = known.get(concept) ?? new Map<string, Explained>();
  known.set(concept, maps);
  const key = `${input},${keyOfNumbers(map)}`;
  const earlier = maps.get(key);
  maps.delete(key);
  const found = earlier ?? (await compute(concept, input, map, run));
  maps.set(key, found); // the last one that was used is the last that is forgotten
  const most = Math.max(1, Math.floor(MOST_NUMBERS / found.maps.size));
  for (const oldest of maps.keys()) {
    if (maps.size <= most) break;
    maps.delete(oldest);
  }
  return found;
}

async function compute(
  { vector }: MadeConcept,
  input: number,
  map: MapSettings,
  run: JobRun,
): Promise<Explained> {
  const { encoder, inputs } = currentModel();
  const warnings: string[] = [];
  const explanation = await explain(encoder, vector, inputs.lo(input).hi(1), explainerOf(map), {
    ...run,
    onWarning: (warning) => warnings.push(warning),
  });
  return { ...explanation, warnings };
}
