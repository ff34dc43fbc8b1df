import { violation } from './violation.js';

/** How asynchronous work was rejected. */
export interface Rejection {
  readonly reason: unknown;
}

/** The rejection of the work, or undefined if it succeeds. */
export async function rejectionOf(work: () => Promise<unknown>): Promise<Rejection | undefined> {
  try {
    await work();
    return undefined;
  } catch (reason) {
    return { reason };
  }
}

/** @throws unless the rejection has this very reason, or an error whose cause it is. */
export function expectReason(what: string, rejection: Rejection | undefined, expected: unknown): void {
  if (rejection === undefined) throw violation(what, `it to reject with ${expected}`, 'a result');
  const { reason } = rejection;
  if (reason === expected || (reason instanceof Error && reason.cause === expected)) return;
  throw violation(what, `it to reject with ${expected}`, reason);
}
