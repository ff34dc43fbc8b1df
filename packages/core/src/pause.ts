/**
 * A function that lets timers, input and signals be served if the last time is long ago. The cpu and wasm backends
 * never give way by themselves: without it no timer, button or Ctrl+C could abort a long run.
 */
export function pauser(milliseconds = 50): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < milliseconds) return;
    await new Promise((resolve) => setTimeout(resolve));
    last = performance.now();
  };
}
