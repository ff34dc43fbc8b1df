export const CATEGORIES: readonly string[];
