import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConceptVector } from '@csm/core';
import { storeKeys } from '@csm/scale';
import { EXAMPLES_FILE, readExamples } from '../../concepts/examples-file.js';
import { TEST_SIZE } from '../../concepts/test-size.js';
import { hasTest, untestable } from '../../results/testable-concepts.js';
import type { CommandRun } from '../../terminal/command-run.js';
import type { JobSettings } from '../job/job-settings.js';
import type { PlanCommandOptions } from './plan-options.js';

/** The certificates of a plan. */
export interface CertificatesForPlan {
  /** Absent if there are none. */
  readonly settings?: NonNullable<JobSettings['certificates']>;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/**
 * What workers need to make certificates: the held-out examples of csm concept. Says which concepts have none, and why.
 * @param ids of the data, which must contain the examples.
 */
export async function certificatesForPlan(
  concepts: readonly ConceptVector[],
  ids: readonly string[],
  options: Pick<PlanCommandOptions, 'concepts' | 'certificates' | 'attributes' | 'seed'>,
  run: Pick<CommandRun, 'log'>,
): Promise<CertificatesForPlan> {
  const { concepts: folder, attributes } = options;
  if (!options.certificates) return { files: {} };
  const without = (why: string): CertificatesForPlan => {
    run.log(`No certificates: ${why}.`);
    return { files: {} };
  };
  const path = join(folder, EXAMPLES_FILE);
  if (!existsSync(path)) return without(`${folder} has no ${EXAMPLES_FILE} of csm concept`);
  const { folders = [], concepts: examples } = await readExamples(folder);
  const [outside] = folders;
  if (outside !== undefined) return without(`the examples are in ${outside}, outside of the data`);
  const tested = concepts.filter(({ name }) => hasTest(name, examples));
  const [first, ...others] = concepts.filter((concept) => !tested.includes(concept));
  if (first && tested.length === 0) return without(untestable(first.name, examples));
  const known = new Set(ids);
  for (const { name } of tested) {
    const { positives = [], negatives = [] } = examples[name]?.heldOut ?? {};
    const missing = [...positives, ...negatives].find((id) => !known.has(id));
    if (missing !== undefined) return without(`"${missing}", an example of "${name}", is not in the data`);
  }
  if (first)
    for (const { name } of [first, ...others]) run.log(`No certificate: ${untestable(name, examples)}.`);
  const key = storeKeys.job(EXAMPLES_FILE);
  return {
    settings: {
      examples: key,
      perSide: TEST_SIZE.examples,
      inputs: TEST_SIZE.inputs,
      seed: options.seed,
    },
    files: {
      [key]: await readFile(path),
      ...(attributes !== undefined && { [attributesKey(attributes)]: await readFile(attributes) }),
    },
  };
}

/** Where the table of `--attributes` is kept: its ending decides how it is read. */
export const attributesKey = (path: string): string =>
  storeKeys.job(`attributes${/(\.\w+)?(\.gz)?$/.exec(path)?.[0] ?? ''}`);
