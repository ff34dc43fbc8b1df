/** A function that takes steps one after another: each begins where the one before ended, and the first at `start`. */
export function inTurn<T>(): (start: T, step: (from: T) => Promise<T>) => void {
  let last: Promise<T> | undefined;
  return (start, step) => {
    const taken = (last ?? Promise.resolve(start)).then(step);
    last = taken;
    void taken.finally(() => {
      if (last === taken) last = undefined;
    });
  };
}
