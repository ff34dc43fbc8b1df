/**
 * Lets timers, input and signals be served now and then: on Node the wasm and cpu backends never give way by
 * themselves, so that without it nobody could abort.
 */
export function pauser(milliseconds = 50): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < milliseconds) return;
    await new Promise((resolve) => setTimeout(resolve));
    last = performance.now();
  };
}
