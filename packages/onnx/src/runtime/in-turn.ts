/**
 * A queue of asynchronous functions, because onnxruntime-web allows one call at a time.
 * @returns a function that runs its argument once all earlier ones have finished or failed.
 */
export function turns(): <T>(run: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const result = last.then(run);
    last = result.catch(() => undefined);
    return result;
  };
}
