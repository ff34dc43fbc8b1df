import type { Signal } from '@preact/signals';
import type { JobId } from '../session/in-job.js';
import type { PanelJob } from '../session/job.js';

/** Runs work and keeps its result. An error or a cancellation clears the result, so that nothing outdated is shown. */
export async function keepResult<T>(
  job: PanelJob,
  result: Signal<T | undefined>,
  work: (call: JobId) => Promise<T>,
): Promise<void> {
  const found = await job.run(work);
  if (found !== undefined) result.value = found;
  else if (!job.state.peek().running) result.value = undefined;
}
