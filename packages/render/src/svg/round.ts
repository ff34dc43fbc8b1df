/** A coordinate to two decimals, which no viewer can tell from the exact one. */
export const round = (value: number): number => Math.round(value * 100) / 100;
