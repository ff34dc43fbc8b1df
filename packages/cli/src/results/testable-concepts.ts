import type { ConceptVector } from '@csm/core';
import { type ExamplesFile, isChosenByLatents } from '../concepts/examples-file.js';
import { isTestable } from '../concepts/held-out-test.js';
import type { CommandRun } from '../terminal/command-run.js';
import { usageError } from '../terminal/usage-error.js';

/** The concepts that can be tested. @throws if no concept can be tested, with the reason and the way out. */
export function testableConcepts(
  concepts: readonly ConceptVector[],
  examples: ExamplesFile['concepts'],
  folder: string,
  run: Pick<CommandRun, 'warn'>,
): readonly ConceptVector[] {
  const tested = concepts.filter(({ name }) => hasTest(name, examples));
  const [first, ...others] = concepts.filter((concept) => !tested.includes(concept));
  if (!first) return tested;
  if (tested.length === 0) {
    throw usageError(`--concepts ${folder}: no concept can be tested; ${untestable(first.name, examples)}.`);
  }
  for (const { name } of [first, ...others]) run.warn(`${untestable(name, examples)}; it is left out.`);
  return tested;
}

/** Whether a concept has enough held-out examples. */
export const hasTest = (name: string, examples: ExamplesFile['concepts']): boolean =>
  examples[name] !== undefined && isTestable(examples[name]);

/** Why a concept has too few held-out examples, and what to do. */
export function untestable(name: string, examples: ExamplesFile['concepts']): string {
  const { heldOut, positives, make, source } = examples[name] ?? {};
  if (make === 'given' || !heldOut || !positives) {
    return `the concept "${name}" is a vector from elsewhere, without examples; make it with csm concept from examples that show it`;
  }
  if (isChosenByLatents(source)) {
    return (
      `the examples of "${name}" are ${source}: they were chosen by the score that a test would measure, so none can be held out; label ` +
      'samples without the model (--attributes, --genes, --gmt or --obs), and make the concept from them'
    );
  }
  const all = positives.length + heldOut.positives.length;
  return (
    `the concept "${name}" has ${heldOut.positives.length} held-out examples with it and ${heldOut.negatives.length} without it, and at ` +
    `least 3 and 2 are needed; of ${all} with it, hold out a larger share (csm concept --held-out 0.5), or give more examples`
  );
}
