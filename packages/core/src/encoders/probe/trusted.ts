/**
 * The `encode` and `trace` functions that need no probe: they run a graph whose operations are known to treat each sample alone
 * and to draw nothing, or they run the same forward pass as an `encode` that is probed. Functions and not encoders are
 * marked, so that a copy of an encoder with another `encode` is probed.
 */
const trusted = new WeakSet<object>();

/**
 * Marks a function as one that needs no probe, and returns it.
 *
 * @category Write an encoder
 */
export function trust<F extends object>(run: F): F {
  trusted.add(run);
  return run;
}

export function isTrusted(run: object): boolean {
  return trusted.has(run);
}
