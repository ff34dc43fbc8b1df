/**
 * Runs a function and counts how often it calls `Math.random`, from which tfjs seeds `randomNormal`, `dropout` and the like
 * unless they are given a seed. What an asynchronous function calls later is not counted.
 */
export function countDraws<T>(run: () => T): { readonly result: T; readonly draws: number } {
  const original = Math.random;
  let draws = 0;
  Math.random = () => {
    draws += 1;
    return original();
  };
  try {
    return { result: run(), draws };
  } finally {
    Math.random = original;
  }
}
