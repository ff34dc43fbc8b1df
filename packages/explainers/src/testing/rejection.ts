import { violation } from './violation.js';

/** The rejection of asynchronous work. */
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

/** @throws unless the rejection's reason is the given one, or an error with it as its cause. */
export function expectReason(what: string, rejection: Rejection | undefined, expected: unknown): void {
  if (rejection === undefined) throw violation(what, `it to reject with ${expected}`, 'a result');
  const { reason } = rejection;
  if (reason === expected || (reason instanceof Error && reason.cause === expected)) return;
  throw violation(what, `it to reject with ${expected}`, reason);
}
