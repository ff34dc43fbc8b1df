/**
 * Runs asynchronous functions one after the other, because ONNX Runtime for the web takes one call at a time.
 * @returns a function that runs another once all earlier ones have ended, also if they failed.
 */
export function turns(): <T>(run: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const result = last.then(run);
    last = result.catch(() => undefined);
    return result;
  };
}
