import type { ConceptVector } from '@csm/core';
import type { Certificate } from '@csm/evaluate';
import type { Examples } from '../concepts/examples-file.js';
import { heldOutTest } from '../concepts/held-out-test.js';
import type { HeldOutTestSize } from '../concepts/test-size.js';
import type { CommandRun } from '../terminal/command-run.js';
import { type TestedConcept, testConcept } from './test-concept.js';

/** Certifies one concept. The explained inputs have the concept, and are not among the tested examples. */
export function certificateOf(
  concept: ConceptVector,
  { heldOut, groups, make }: Examples,
  explainer: TestedConcept['explainer'],
  source: Parameters<typeof testConcept>[0],
  options: HeldOutTestSize & {
    readonly permutations?: number | undefined;
    readonly batch?: number | undefined;
    readonly seed: number;
  },
  run: Pick<CommandRun, 'signal' | 'progress'>,
): Promise<Certificate> {
  const { inputs: shown, examples: tested } = heldOutTest(
    heldOut,
    { inputs: options.inputs, examples: options.examples },
    options.seed,
  );
  return testConcept(
    source,
    { concept, make, examples: heldOut, groups, tested, explained: shown, explainer },
    options,
    run,
  );
}
