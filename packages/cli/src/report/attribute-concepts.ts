import { meanDifference } from '@csm/core';
import type { AttributeTable } from '@csm/datasets';
import { drawn } from '../methods/method-inputs.js';
import { latentsFor } from './latents.js';
import type { ReportConcept } from './report-concept.js';
import type { ReportContext } from './report-context.js';

/** The number of independent examples on each side that `certify` needs for a clear answer. */
export const ENOUGH_EXAMPLES = 20;

/** The share of the examples that are held out, if that leaves enough of them. */
const HELD_OUT = 0.3;

/** The fewest examples on each side that make a concept. */
export const LEAST_EXAMPLES = 2;

/** The names of inputs with and without each binary attribute. */
export function binaryAttributes(
  table: AttributeTable,
): { readonly name: string; readonly positives: readonly string[]; readonly negatives: readonly string[] }[] {
  return [...table.columns].flatMap(([name, { values, codes }]) => {
    if (values.length !== 2 || values[0] !== 0) return [];
    const withCode = (code: number) => table.ids.filter((_, row) => codes[row] === code);
    return [{ name, positives: withCode(1), negatives: withCode(0) }];
  });
}

/**
 * The concept of examples: the mean difference of their latents. If there are enough examples, some are held out for the tests;
 * otherwise the vector is computed from all, and the tests cross-validate.
 */
export function conceptOfIds(
  context: Pick<ReportContext, 'inputs' | 'latents' | 'seed'>,
  name: string,
  positives: readonly string[],
  negatives: readonly string[],
): ReportConcept {
  const { seed } = context;
  const fewest = Math.min(positives.length, negatives.length);
  const isHeldOut = Math.round(fewest * HELD_OUT) >= ENOUGH_EXAMPLES;
  const split = (ids: readonly string[]) => {
    const tested = isHeldOut ? drawn(ids, Math.round(ids.length * HELD_OUT), seed) : ids;
    const held = new Set(isHeldOut ? tested : []);
    return { tested, made: ids.filter((id) => !held.has(id)) };
  };
  const [withIt, without] = [split(positives), split(negatives)];
  return {
    vector: meanDifference(name, latentsFor(context, withIt.made), latentsFor(context, without.made)),
    positives: withIt.tested,
    negatives: without.tested,
    isHeldOut,
    madeFrom: { positives: withIt.made.length, negatives: without.made.length },
  };
}
