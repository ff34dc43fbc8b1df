import { checkNdarray, checkShape, invalidArgument, invalidFile } from '@csm/base';
import { type Explanation, explain } from '@csm/core';
import type { Plan } from '../plan/plan.js';
import { partOfRun } from './part-of-run.js';
import type { ShardJob } from './shard-job.js';
import type { RunTaskOptions } from './task-options.js';

/**
 * Reads and explains one batch of inputs for all concepts.
 * @param first the number of the first among all inputs of the plan.
 * @throws whatever reading and explaining throws, with the names of the inputs.
 */
export async function explainInputs(
  plan: Plan,
  job: ShardJob,
  ids: readonly string[],
  first: number,
  { signal, onWarning }: Pick<RunTaskOptions, 'signal' | 'onWarning'>,
): Promise<Explanation[]> {
  const { encoder, concepts } = job;
  const { inputs, batchSize } = plan;
  const extremes = () => job.extremes ?? missingExtremes(job);
  const explainer = partOfRun(job.explainer, { first, samples: inputs.count, extremes });
  try {
    const batch = await job.read(ids, first, { signal });
    checkNdarray('runTask, result of job.read', batch);
    checkShape('runTask', 'the result of job.read', batch.shape, [ids.length, ...inputs.shape]);
    return await explain(encoder, concepts, batch, explainer, { batchSize, signal, onWarning });
  } catch (error) {
    signal?.throwIfAborted();
    throw withInputs(error, ids);
  }
}

/** An error whose message begins with the inputs that it is about, because it may count from the first of them. */
function withInputs(error: unknown, ids: readonly string[]): Error {
  const { message = String(error), code } = error as { readonly message?: string; readonly code?: unknown };
  const named = ids.length === 1 ? `input "${ids[0]}"` : `inputs "${ids[0]}" to "${ids.at(-1)}"`;
  const found = invalidFile(`runTask, ${named}: ${message.replace(/^runTask: /, '')}`, { cause: error });
  return typeof code === 'string' ? Object.assign(found, { code }) : found;
}

function missingExtremes({ explainer }: ShardJob): never {
  throw invalidArgument(
    `runTask: expected the extremes of all inputs in job.extremes, because ${explainer.name} needs them; got none; ` +
      'find them when the plan is made.',
  );
}
