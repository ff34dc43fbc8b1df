/** Lets the event loop run once: timers, input, and the abort of an `AbortSignal`. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/**
 * A function to await between the steps of a long run: it yields to the event loop if it last did so at least so many
 * milliseconds ago. tfjs' cpu and wasm backends never yield by themselves: without it no timer, button or Ctrl+C could
 * abort the run.
 */
export function eventLoopYielder(milliseconds = 50): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < milliseconds) return;
    await yieldToEventLoop();
    last = performance.now();
  };
}
