import { invalidArgument, typeName } from '@csm/base';
import type { ConceptScore, Encoder } from '@csm/core';
import {
  type Attribution,
  checkpoint,
  disposeAttribution,
  isFirstOfRun,
  type Run,
  type Target,
} from '@csm/core/extend';
import { clone, dispose, Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { runOfPart } from '../attribution/run-of-part.js';
import { zip } from '../checks/zip.js';
import type { Baseline, InputBaseline } from './baseline.js';
import { baselineTensor, isInputBaseline } from './baseline-tensor.js';

/** Runs a method from given starting points: tensors `[1, ...inputShape]` or `[batch, ...inputShape]`, borrowed. */
export type AttributeFromStarts = (
  target: Target,
  starts: readonly [Tensor, ...Tensor[]],
  run: Run,
) => Promise<Attribution>;

/**
 * Runs a method from baselines: for all scores together if they share the baselines, otherwise for one score after another.
 * If a baseline depends on the inputs, these are encoded once more.
 */
export async function attributeFromBaselines(
  caller: string,
  baselines: readonly Baseline[],
  target: Target,
  inputs: Tensor,
  run: Run,
  attribute: AttributeFromStarts,
): Promise<Attribution> {
  const { encoder, scores } = target;
  const groups = dependOnConcept(baselines) ? scores.map((score) => [score]) : [scores];
  /** The tensors of the baselines that all inputs share. */
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
      if (isFirstOfRun(run)) {
        for (const baseline of baselines) {
          if (isInputBaseline(baseline)) await baseline.verify?.(inputs, latent, encoder, run);
        }
      }
    }
    for (const [part, group] of groups.entries()) {
      const own: Tensor[] = [];
      try {
        const starts: Tensor[] = [];
        for (const [baseline, tensor] of zip(baselines, shared)) {
          if (tensor) starts.push(tensor);
          const [score] = group;
          if (!isInputBaseline(baseline) || !latent || !score) continue;
          await checkpoint(run);
          const start = await inputBaseline(caller, baseline, inputs, latent, { score, encoder });
          own.push(start);
          starts.push(start);
        }
        const [first, ...others] = starts;
        if (first === undefined) continue;
        const runOfGroup = runOfPart(run, part, groups.length);
        found.push(await attribute({ encoder, scores: group }, [first, ...others], runOfGroup));
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

/** Whether any of the baselines differs between concepts. */
export function dependOnConcept(baselines: readonly Baseline[]): boolean {
  return baselines.some((baseline) => isInputBaseline(baseline) && baseline.perConcept);
}

/** Runs the checks of the baselines for the target. */
export function checkBaselines(caller: string, baselines: readonly Baseline[], target: Target): void {
  for (const baseline of baselines) if (isInputBaseline(baseline)) baseline.check?.(caller, target);
}

/**
 * The baselines of a batch, `[batch, ...inputShape]`, which the caller must dispose. @throws if they have another
 * shape.
 */
async function inputBaseline(
  caller: string,
  baseline: InputBaseline,
  inputs: Tensor,
  latent: Tensor2D,
  { score, encoder }: { score: ConceptScore; encoder: Encoder },
): Promise<Tensor> {
  const start: unknown = await baseline.of(inputs, latent, score, encoder);
  if (start === inputs) return clone(inputs);
  if (start instanceof Tensor && start.isDisposed) {
    throw invalidArgument(
      `${caller}: the baselines of the inputs are a disposed tensor; return one that is not disposed.`,
    );
  }
  if (start instanceof Tensor && start.dtype !== 'float32') {
    const { dtype } = start;
    start.dispose();
    throw invalidArgument(
      `${caller}: the baselines of the inputs must be of type float32; got ${dtype}; convert them with tf.cast.`,
    );
  }
  if (start instanceof Tensor && `${start.shape}` === `${inputs.shape}`) return start;
  const came = start instanceof Tensor ? `[${start.shape.join(', ')}]` : typeName(start);
  if (start instanceof Tensor) start.dispose();
  throw invalidArgument(
    `${caller}: the baselines of the inputs must have the inputs' shape [${inputs.shape.join(', ')}]; got ${came}.`,
  );
}

function joined(found: readonly Attribution[]): Attribution {
  const [first, ...others] = found;
  if (first && others.length === 0) return first;
  for (const other of others) other.latent?.dispose();
  const gaps = found.flatMap(({ completenessGaps }) => completenessGaps ?? []);
  return {
    maps: found.flatMap(({ maps }) => maps),
    ...(first?.latent && { latent: first.latent }),
    ...(gaps.length > 0 && { completenessGaps: gaps }),
  };
}
