/** What the work rejects with, or undefined where it succeeds. */
export async function rejectionOf(work: () => Promise<unknown>): Promise<{ reason: unknown } | undefined> {
  try {
    await work();
    return undefined;
  } catch (reason) {
    return { reason };
  }
}

/** @throws unless the rejection is by this very reason, or by an error that names it as its cause. */
export function expectReason(
  what: string,
  rejection: { reason: unknown } | undefined,
  expected: unknown,
): void {
  if (rejection === undefined)
    throw new Error(`${what}: expected it to reject with ${expected}; it resolved.`);
  const { reason } = rejection;
  if (reason === expected || (reason instanceof Error && reason.cause === expected)) return;
  throw new Error(`${what}: expected it to reject with ${expected}; got ${reason}.`);
}
