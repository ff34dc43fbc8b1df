/** Rounds a coordinate to two decimals, which looks the same as the exact one. */
export const round = (value: number): number => Math.round(value * 100) / 100;
