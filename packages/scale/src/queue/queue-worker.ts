import { setTimeout as delay } from 'node:timers/promises';
import { checkBoolean, checkCount, checkRequiredOptions, checkSignal, sentence } from '@csm/base';
import type { Job, Queue } from 'bullmq';
import { planTasks } from '../plan/plan-tasks.js';
import { checkTaskProcesses } from '../worker/pool/check-task-processes.js';
import { errorOfProcess } from '../worker/pool/error-of-process.js';
import { withoutPeriod } from '../worker/pool/failed-tasks.js';
import { pauseAfter } from '../worker/pool/pause-after.js';
import { countProgress } from '../worker/pool/run-progress.js';
import { openingError, startProcesses } from '../worker/pool/task-processes.js';
import { keepLock } from './keep-lock.js';
import { QUEUE_PREFIX, queueName, type TaskJob } from './plan-queue.js';
import type { QueueWorkerOptions, QueueWorkerSummary } from './queue-options.js';
import { connectRedis, queuePackages, shownAddress } from './redis.js';
import { stopping } from './stopping.js';
import { isKnownError, watchRedis } from './watch-redis.js';

const MS_BETWEEN_CHECKS = 1000;

/** How long Redis may take to note the end of a worker. If it is away, other workers find out by the locks. */
const MS_TO_CLOSE = 5000;

/**
 * Does tasks of a plan that {@link enqueuePlan} put into a queue, in processes of this machine, one task at a time each. Any number of workers
 * on any number of machines may share the queue.
 *
 * This process only keeps the locks of its tasks, so a task is not given to another worker however long the computing blocks its process. The task
 * of a worker that was killed is given to another after `lockDuration`. A task that keeps failing is set aside with its reason: see
 * {@link queueStatus}. If Redis goes away, the worker waits for it.
 *
 * @returns once `finish` is aborted and the running tasks are done, or with `untilEmpty` once the queue is empty.
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` if Redis cannot be reached at the start or rejects the password. The first error by which
 * no task can be done, such as another version or another file of the model, ends the worker.
 * @category Plan and run
 */
export async function queueWorker(options: QueueWorkerOptions): Promise<QueueWorkerSummary> {
  checkRequiredOptions<QueueWorkerOptions>('queueWorker', options, {
    plan: true,
    queue: true,
    module: true,
    processes: true,
    attempts: true,
    execArgv: true,
    untilEmpty: true,
    lockDuration: true,
    finish: true,
    signal: true,
    onProgress: true,
    onWarning: true,
  });
  const settings = checkTaskProcesses('queueWorker', options);
  const { plan, attempts, onWarning } = settings;
  const { untilEmpty = false, lockDuration = 30_000, finish, signal } = options;
  checkBoolean('queueWorker', 'untilEmpty', untilEmpty);
  checkCount('queueWorker', 'lockDuration', lockDuration, { min: 100 });
  checkSignal('queueWorker', finish, 'finish');
  signal?.throwIfAborted();
  const connection = await connectRedis('queueWorker', options.queue);
  const endWatch = watchRedis('queueWorker', connection, shownAddress(options.queue), onWarning);
  const { bullmq } = await queuePackages('queueWorker');
  const processes = startProcesses(settings);
  const progress = countProgress(plan, planTasks(plan), [], options.onProgress);
  const summary = { computed: 0, thereAlready: 0 };
  const end = stopping();
  const running = new Map<number, ReturnType<typeof processes.run>>();
  // How often the process of a task ended before it had opened the job: not the fault of the task at first.
  const unopened = new Map<number, number>();

  const attempt = async (task: number) => {
    const answer = await processes.run(task, (inputs) => progress.working(task, inputs));
    if (answer.kind === 'done') {
      progress.finished(task);
      summary[answer.done === 'computed' ? 'computed' : 'thereAlready']++;
    } else {
      progress.failed(task);
      if (answer.hopeless) end.stop(openingError('queueWorker', answer));
    }
    return answer;
  };
  const doJob = async (job: Job<TaskJob>, token = '') => {
    const { task } = job.data;
    const unlock = keepLock(job, token, lockDuration, () =>
      onWarning(
        `queueWorker: the queue has given task ${task} to another worker too, because this one could not renew its lock; the store keeps one result.`,
      ),
    );
    try {
      // After it lost the lock, this worker may get the task again while it still computes it.
      const attempted = running.get(task) ?? attempt(task);
      running.set(task, attempted);
      const answer = await attempted.finally(() => running.delete(task));
      if (answer.kind === 'done') return;
      // The queue's own delay is a time of the clock, which may be set back.
      if (!end.isNow) await Promise.race([delay(pauseAfter(job.attemptsMade + 1)), end.now]);
      const openings = answer.opening ? (unopened.get(task) ?? 0) + 1 : attempts;
      unopened.set(task, openings);
      if (!end.isNow && openings >= attempts) throw errorOfProcess(answer.reason, answer.code);
      await job.moveToWait(token);
      throw new bullmq.WaitingError();
    } finally {
      unlock();
    }
  };
  const name = queueName(plan);
  const worker = new bullmq.Worker<TaskJob>(name, doJob, {
    connection,
    prefix: QUEUE_PREFIX,
    concurrency: settings.processes,
    lockDuration,
    stalledInterval: lockDuration,
    maxStalledCount: attempts,
    // See keepLock.
    skipLockRenewal: true,
  });
  worker.on('error', (error) => isKnownError(error) || onWarning(`queueWorker: ${sentence(error.message)}`));
  worker.on('failed', (job, { message }) => {
    if (job && job.attemptsMade >= (job.opts.attempts ?? 1)) {
      onWarning(
        `queueWorker: task ${job.data.task} failed ${job.attemptsMade} times and is set aside; ${withoutPeriod(message)}.`,
      );
    }
  });

  const onFinish = () => end.finish();
  const onStop = () => end.stop(signal?.reason);
  finish?.addEventListener('abort', onFinish);
  signal?.addEventListener('abort', onStop);
  if (finish?.aborted) onFinish();
  if (signal?.aborted) onStop();
  const queue = new bullmq.Queue<TaskJob>(name, { connection, prefix: QUEUE_PREFIX });
  queue.on('error', () => {});
  const watch = untilEmpty ? whenEmpty(queue, end.finish) : undefined;
  void end.now.then(processes.kill);
  try {
    await end.finishing;
    let isClosed = false;
    const closed = worker.close().then(() => {
      isClosed = true;
    });
    do await Promise.race([closed, delay(MS_TO_CLOSE)]);
    while (!isClosed && running.size > 0);
  } finally {
    watch?.();
    finish?.removeEventListener('abort', onFinish);
    signal?.removeEventListener('abort', onStop);
    await processes.end();
    endWatch();
    void worker.getBackend().blockingClient?.then((blocking) => blocking.disconnect());
    connection.disconnect();
    progress.report();
  }
  if (end.isNow) throw end.reason;
  return summary;
}

/** Calls a function once no task waits or runs. @returns a function that stops looking. */
function whenEmpty(queue: Queue, then: () => void): () => void {
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    try {
      const counts = await queue.getJobCounts('wait', 'delayed', 'prioritized', 'active');
      if (Object.values(counts).every((count) => count === 0)) then();
    } catch {
      // Redis is away.
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(look, MS_BETWEEN_CHECKS);
  return () => clearInterval(timer);
}
