import type { Plan } from './plan.js';

/**
 * A plan as the bytes of a JSON file, which {@link readPlan} reads.
 * @category Plan and run
 */
export function planBytes(plan: Plan): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(plan, null, 2)}\n`);
}
