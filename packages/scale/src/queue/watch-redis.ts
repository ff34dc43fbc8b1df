import type { Redis } from 'ioredis';

/**
 * Warns once whenever the connection to Redis is lost, and says when it is back.
 * @returns a function that ends this, before the connection is closed on purpose.
 */
export function watchRedis(
  caller: string,
  redis: Redis,
  address: string,
  onWarning: (message: string) => void,
): () => void {
  let isAway = false;
  let hasEnded = false;
  // Without a listener, ioredis prints each failed try to connect.
  redis.on('error', () => {});
  redis.on('close', () => {
    if (isAway || hasEnded) return;
    isAway = true;
    onWarning(`${caller}: expected Redis at ${address}; the connection is lost; waiting until it is back.`);
  });
  redis.on('ready', () => {
    if (!isAway || hasEnded) return;
    isAway = false;
    onWarning(`${caller}: Redis at ${address} is back.`);
  });
  return () => {
    hasEnded = true;
  };
}

/** Whether an error only says that there is no connection or that a lock is lost, of which the worker warns in its own words. */
export const isKnownError = ({ message, code }: { readonly message: string; readonly code?: unknown }) =>
  /Connection is closed|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|LOADING|Missing (lock|key) for job/.test(
    `${message} ${code}`,
  );
