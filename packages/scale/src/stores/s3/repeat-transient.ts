import { setTimeout as pause } from 'node:timers/promises';

/** The pause before the second attempt in milliseconds; longer before each later one. */
const PAUSE_MS = 200;

interface Failure {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  /** Errors of requests, which the SDK has repeated already. */
  readonly $metadata?: object;
}

/** Repeats what the SDK does not repeat: puts that collide with others, and downloads whose connection breaks. */
export async function repeatTransient<T>(
  attempts: number,
  signal: AbortSignal | undefined,
  call: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      signal?.throwIfAborted();
      if (!isTransient(error as Failure) || attempt >= attempts) throw error;
      await pause(PAUSE_MS * attempt, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
    }
  }
}

function isTransient({ name = '', code = '', message = '', $metadata }: Failure): boolean {
  if (['ConditionalRequestConflict', 'OperationAborted'].includes(name)) return true;
  if ($metadata !== undefined) return false;
  return (
    /^(ECONNRESET|ECONNABORTED|ETIMEDOUT|EPIPE)$/.test(code) ||
    name === 'TimeoutError' ||
    /aborted|Checksum mismatch/.test(message)
  );
}
