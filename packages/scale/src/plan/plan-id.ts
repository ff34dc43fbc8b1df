import type { Plan } from './plan.js';
import { sha256 } from './sha256.js';

/** The id of a plan: the SHA-256 of its content without `id` and `places`, whatever the order of its members. */
export function planId(plan: Omit<Plan, 'id' | 'places'>): Promise<string> {
  return sha256(sortedJson({ ...plan, id: undefined, places: undefined }));
}

/** JSON whose objects have their members in the order of their names. */
export const sortedJson = (value: unknown): string => JSON.stringify(value, sorted);

const sorted = (_: string, value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
