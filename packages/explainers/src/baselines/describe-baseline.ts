import type { Baseline } from './baseline.js';
import { isInputBaseline } from './baseline-tensor.js';

/** One or several baselines, as part of an explainer's description: `0`, `the blurred input (σ 2)`, `3 baselines`. */
export function describeBaselines(baselines: readonly Baseline[]): string {
  const [baseline, ...others] = baselines;
  if (baseline === undefined || others.length > 0) return `${baselines.length} baselines`;
  if (typeof baseline === 'number') return `${baseline}`;
  if (!isInputBaseline(baseline)) return 'the given baseline';
  return baseline.description ?? "each input's baseline";
}
