/** Lets the event loop run once: timers, input, and the abort of an `AbortSignal`. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/**
 * Creates a function to await between the steps of a long run. It yields to the event loop if the last yield was at least this
 * many milliseconds ago. The cpu and wasm backends of tfjs never yield on their own, so without this function no
 * timer, button or Ctrl+C could abort the run.
 */
export function eventLoopYielder(milliseconds = 50): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < milliseconds) return;
    await yieldToEventLoop();
    last = performance.now();
  };
}
