import type { Job } from 'bullmq';

/**
 * Renews the lock of a job while this process has its task. The time between renewals is that of a timer, not of the clock, which may be set
 * back: BullMQ's own renewal would pause until the clock has caught up.
 *
 * @param onLost called if the queue has given the job to another worker.
 * @returns a function that ends it.
 */
export function keepLock(job: Job, token: string, lockDuration: number, onLost: () => void): () => void {
  let renewing = false;
  const renew = async () => {
    if (renewing) return;
    renewing = true;
    try {
      if ((await job.extendLock(token, lockDuration)) === 1) return;
      clearInterval(timer);
      onLost();
    } catch {
      // Redis is away: the next renewal finds out whether the lock is still there.
    } finally {
      renewing = false;
    }
  };
  const timer = setInterval(renew, lockDuration / 3);
  return () => clearInterval(timer);
}
