import { invalidArgument } from '@csm/base';
import { explain } from '@csm/core';
import { type FoundInput, type ObjectStore, type Plan, partOfRun } from '@csm/scale';
import type { NdArray } from 'ndarray';
import type { CommandRun } from '../../terminal/command-run.js';
import { openJob } from '../job/open-job.js';

/** Explains one input of a plan again: every number of its map. */
export async function exactMap(
  plan: Plan,
  store: ObjectStore,
  { id, row }: FoundInput,
  concept: string,
  { signal, warn }: CommandRun,
): Promise<NdArray> {
  const { encoder, concepts, explainer, read, dispose } = await openJob(plan, store, {
    signal,
    onWarning: warn,
  });
  try {
    const [explanation] = await explain(
      encoder,
      concepts.filter(({ name }) => name === concept),
      await read([id], row, { signal }),
      partOfRun(explainer, { first: row, samples: plan.inputs.count }),
      { batchSize: 1, signal, onWarning: warn },
    );
    if (!explanation) throw invalidArgument(`csm: the plan has no concept "${concept}".`);
    return explanation.maps.pick(0);
  } finally {
    await dispose?.();
  }
}
