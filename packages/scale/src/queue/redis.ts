import { invalidArgument, isMissingPackage, sentence, shown } from '@csm/base';
import type { Redis } from 'ioredis';

/** BullMQ and ioredis, which are installed only where a queue is used. */
export async function queuePackages(
  caller: string,
): Promise<{ bullmq: typeof import('bullmq'); Redis: typeof import('ioredis').Redis }> {
  const missing = (name: string) => (cause: unknown) => {
    if (!isMissingPackage(cause, name)) throw cause;
    throw invalidArgument(
      `${caller}: expected the packages bullmq and ioredis, which a queue needs; ${name} is not installed; install it: npm install ${name}.`,
      {
        cause,
      },
    );
  };
  const bullmq = await import('bullmq').catch(missing('bullmq'));
  const ioredis = await import('ioredis').catch(missing('ioredis'));
  return { bullmq, Redis: ioredis.Redis };
}

const MS_TO_CONNECT = 10_000;

/**
 * Connects to Redis.
 * @returns a client that waits for Redis whenever the connection is lost later.
 * @throws if Redis cannot be reached or rejects the user, after one try.
 */
export async function connectRedis(caller: string, address: string): Promise<Redis> {
  checkAddress(caller, address);
  const { Redis } = await queuePackages(caller);
  const first = new Redis(address, {
    lazyConnect: true,
    connectTimeout: MS_TO_CONNECT,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let reason: unknown;
  first.on('error', (error: unknown) => {
    reason ??= error;
  });
  try {
    await first.connect();
    await first.ping();
  } catch (error) {
    const { message } = (reason ?? error) as Error;
    throw invalidArgument(
      `${caller}: expected Redis at ${shownAddress(address)}; ${sentence(message).slice(0, -1)}; ${remedyFor(message)}.`,
    );
  } finally {
    first.disconnect();
  }
  return new Redis(address, { maxRetriesPerRequest: null });
}

function remedyFor(message: string): string {
  if (/NOAUTH|WRONGPASS|NOPERM|AUTH/.test(message)) return 'correct the user and password in the address';
  return 'start Redis there, or correct the address';
}

function checkAddress(caller: string, address: string): void {
  if (typeof address === 'string' && /^rediss?:\/\/./.test(address) && URL.canParse(address)) return;
  throw invalidArgument(
    `${caller}: queue must be an address of Redis, such as "redis://localhost:6379"; got ${shown(withoutPassword(address))}.`,
  );
}

/** An address that may be wrong. */
const withoutPassword = (address: unknown) =>
  typeof address === 'string' ? address.replace(/:[^:@/]*@/, ':…@') : address;

/** The address without its password, for messages. */
export function shownAddress(address: string): string {
  const url = new URL(address);
  if (url.password !== '') url.password = '…';
  return url.href.replace(encodeURIComponent('…'), '…');
}
