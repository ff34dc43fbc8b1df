import { invalidArgument } from '@csm/base';
import type { ConceptScore, ConceptVector } from '@csm/core';
import type { ExampleRows } from '../concepts/example-rows.js';

/** @throws unless the latents are finite, have the size of the concept, and are not the same on both sides. */
export function checkLatentsOf(
  caller: string,
  concept: ConceptVector | ConceptScore,
  { positives, negatives }: ExampleRows,
): void {
  const size = 'vector' in concept ? concept.vector.length : concept.latentSize;
  const own = positives[0]?.length;
  if (own !== size) {
    throw invalidArgument(
      `${caller}: the examples must be latents of the size of concept "${concept.name}", ${size}; got latents of ${own} numbers; ` +
        'pass what encode returns of the examples.',
    );
  }
  for (const [name, side] of [
    ['positives', positives],
    ['negatives', negatives],
  ] as const) {
    const bad = side.findIndex((row) => !row.every(Number.isFinite));
    if (bad < 0) continue;
    throw invalidArgument(
      `${caller}: the examples must be finite; item ${bad} of ${name} holds NaN or infinity.`,
    );
  }
}

/** The independent unit of each example: its group, otherwise itself. */
export function labelled(
  caller: string,
  name: string,
  groups: readonly (string | number)[] | undefined,
  count: number,
  side: string,
): string[] {
  if (groups === undefined) return Array.from({ length: count }, (_, i) => `${side} ${i}`);
  checkLength(caller, name, groups, count);
  return Array.from(groups, (group) => `group ${group}`);
}

export function stratumOf(
  caller: string,
  name: string,
  strata: readonly (string | number)[] | undefined,
  count: number,
): string[] {
  if (strata === undefined) return new Array<string>(count).fill('');
  checkLength(caller, name, strata, count);
  return Array.from(strata, String);
}

function checkLength(caller: string, name: string, list: ArrayLike<unknown>, count: number): void {
  if (list?.length === count) return;
  throw invalidArgument(
    `${caller}: ${name} must have one entry per example, ${count}; got ${list?.length ?? typeof list} entries.`,
  );
}
