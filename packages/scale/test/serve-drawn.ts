import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { useBackend } from '../../../test/backends.js';
import { serveTasks } from '../src/worker/pool/serve-tasks.js';
import { drawnJob } from './drawn-job.js';

// The module of a process that does tasks of drawn-job.ts, slowly enough that tests can kill it in between.
serveTasks(async () => {
  await useBackend('cpu');
  const job = drawnJob();
  const { CSM_TEST_DISPOSED: disposed } = process.env;
  return {
    ...job,
    async dispose() {
      if (disposed !== undefined) appendFileSync(disposed, 'disposed\n');
    },
    async read(ids, first, options) {
      await delay(Number(process.env.CSM_TEST_MS_PER_BATCH ?? 0));
      return job.read(ids, first, options);
    },
  };
});
