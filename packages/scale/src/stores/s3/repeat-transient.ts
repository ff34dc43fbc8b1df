import { setTimeout as pause } from 'node:timers/promises';

/** The pause before the second attempt in milliseconds; longer before each later one. */
const PAUSE_MS = 200;

interface Failure {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  /** What the SDK says about a request: the status of its answer, and how often it was sent. */
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

/**
 * Repeats what failed for the moment, until it has been sent `attempts` times. The SDK repeats requests as well, but not puts
 * that collide with others, nor downloads whose connection breaks, and after many faults it stops: it has a budget of repetitions.
 */
export async function repeatTransient<T>(
  attempts: number,
  signal: AbortSignal | undefined,
  call: () => Promise<T>,
): Promise<T> {
  let sent = 0;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      signal?.throwIfAborted();
      sent += (error as Failure).$metadata?.attempts ?? 1;
      if (!isTransient(error as Failure) || sent >= attempts) throw error;
      await pause(PAUSE_MS * sent, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
    }
  }
}

const CODES = /^(ECONNRESET|ECONNABORTED|ECONNREFUSED|ETIMEDOUT|EPIPE|EAI_AGAIN)$/;
const NAMES = /^(TimeoutError|ConditionalRequestConflict|OperationAborted|SlowDown|RequestTimeout)$/;

function isTransient({ name = '', code = '', message = '', $metadata = {} }: Failure): boolean {
  const { httpStatusCode: status = 0 } = $metadata;
  return (
    CODES.test(code) ||
    NAMES.test(name) ||
    (status >= 500 && status !== 501) ||
    status === 429 ||
    /^aborted$|Checksum mismatch/.test(message)
  );
}
