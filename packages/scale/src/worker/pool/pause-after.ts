/** Milliseconds until a task that failed is tried again, because a store or a disk may work again later: 1 s, 4 s, 16 s, … */
export const pauseAfter = (failures: number): number => 1000 * 4 ** (failures - 1);
