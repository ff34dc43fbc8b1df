import { type Attribution, checkpoint, disposeAttribution, type Run, type Target } from '@csm/core';
import { clone, dispose, type Tensor, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { type Baseline, baselineTensor, isInputBaseline } from './baseline.js';

/** A method, given where it starts from: tensors `[1, ...inputShape]` or `[batch, ...inputShape]`, borrowed. */
export type FromStarts = (target: Target, starts: readonly Tensor[], run: Run) => Promise<Attribution>;

/**
 * Attributes from baselines: all scores together where they share them, else one score after the other. An input that a
 * baseline depends on is encoded once more.
 */
export async function fromBaselines(
  caller: string,
  baselines: readonly Baseline[],
  target: Target,
  inputs: Tensor,
  run: Run,
  attribute: FromStarts,
): Promise<Attribution> {
  const { encoder, scores } = target;
  const groups = dependOnConcept(baselines) ? scores.map((score) => [score]) : [scores];
  /** Of each baseline that all inputs share, its tensor. */
  const shared: (Tensor | undefined)[] = [];
  const found: Attribution[] = [];
  let latent: Tensor2D | undefined;
  try {
    for (const baseline of baselines) {
      shared.push(
        isInputBaseline(baseline) ? undefined : baselineTensor(caller, baseline, encoder.inputShape),
      );
    }
    if (shared.includes(undefined)) {
      await checkpoint(run);
      latent = await encoder.encode(inputs);
    }
    for (const [g, group] of groups.entries()) {
      const own: Tensor[] = [];
      try {
        const starts: Tensor[] = [];
        for (const [i, baseline] of baselines.entries()) {
          if (isInputBaseline(baseline)) {
            await checkpoint(run);
            own.push(tidy(() => fitting(caller, baseline.of(inputs, latent!, group[0]!), inputs)));
          }
          starts.push(shared[i] ?? own.at(-1)!);
        }
        found.push(await attribute({ encoder, scores: group }, starts, partOf(run, g, groups.length)));
      } finally {
        dispose(own);
      }
    }
    return joined(found);
  } catch (error) {
    for (const attribution of found) disposeAttribution(attribution);
    throw error;
  } finally {
    dispose(shared.filter((tensor) => tensor !== undefined));
    latent?.dispose();
  }
}

/** Whether a baseline among them differs from concept to concept. */
export function dependOnConcept(baselines: readonly Baseline[]): boolean {
  return baselines.some((baseline) => isInputBaseline(baseline) && baseline.perConcept);
}

/** The baselines' own checks of what is to be explained. */
export function checkBaselines(caller: string, baselines: readonly Baseline[], target: Target): void {
  for (const baseline of baselines) if (isInputBaseline(baseline)) baseline.check?.(caller, target);
}

function fitting(caller: string, baseline: Tensor, inputs: Tensor): Tensor {
  if (`${baseline?.shape}` !== `${inputs.shape}`) {
    throw new Error(
      `${caller}: the baselines of the inputs must have their shape [${inputs.shape}]; got [${baseline?.shape}].`,
    );
  }
  return baseline === inputs ? clone(inputs) : baseline;
}

function partOf({ onProgress, ...run }: Run, part: number, parts: number): Run {
  return { ...run, onProgress: onProgress && ((share) => onProgress((part + share) / parts)) };
}

function joined(found: readonly Attribution[]): Attribution {
  if (found.length === 1) return found[0]!;
  const latent = found[0]?.latent;
  for (const other of found.slice(1)) other.latent?.dispose();
  const gaps = found.flatMap(({ completenessGaps }) => completenessGaps ?? []);
  return {
    maps: found.flatMap(({ maps }) => maps),
    ...(latent && { latent }),
    ...(gaps.length > 0 && { completenessGaps: gaps }),
  };
}
