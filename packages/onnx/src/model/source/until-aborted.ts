/** The result of work that cannot be stopped; after an abort, its result is not waited for. @throws the signal's reason. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const isOver = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { signal: isOver.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    isOver.abort();
  }
}
