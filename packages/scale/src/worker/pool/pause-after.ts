/** A timer of more than 2³¹ milliseconds would fire at once. */
const MOST_MS = 300_000;

/** Milliseconds until a task that failed is tried again, because a store or a disk may work again later: 1 s, 4 s, 16 s, … up to 5 minutes. */
export const pauseAfter = (failures: number): number => Math.min(MOST_MS, 1000 * 4 ** (failures - 1));
