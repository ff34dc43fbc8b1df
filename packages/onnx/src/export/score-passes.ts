import { invalidArgument } from '@csm/base';
import type { ConceptScore } from '@csm/core';
import { type ExplanationPlan, type Graph, withRelevance } from '@csm/core/extend';
import { concat, split, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { recordBackward } from '../write/backward-pass.js';
import type { Emitter } from '../write/emitter.js';
import { recordForward } from '../write/forward-pass.js';
import { namingRecorded } from '../write/not-recordable.js';
import type { Recording } from '../write/recorder.js';
import type { Value } from '../write/value.js';
import type { Weights } from '../write/weights.js';

/** What an explanation is recorded from. */
export interface Explained {
  readonly caller: string;
  readonly emitter: Emitter;
  readonly recording: Recording;
  readonly graph: Graph;
  readonly weights: Weights;
  /** The inputs with values per sample. */
  readonly side: readonly Value[];
  readonly scores: readonly ConceptScore[];
  readonly plan: ExplanationPlan;
}

/** The latent of a forward pass, and the cotangent of the input from each score's backward pass. */
export interface Passes {
  readonly latent: Tensor2D;
  readonly gradients: readonly Tensor[];
}

/** Records a forward pass of a batch, and a backward pass for each score, with the rules of the plan. */
export function recordScorePasses(explained: Explained, batch: Tensor): Passes {
  const { caller, recording, graph, scores, plan } = explained;
  const pass = forwardPass(explained, batch);
  const latent = recording.tensorFor(pass.latent) as Tensor2D;
  const gradients = scores.map((score) => {
    const cotangent = named(caller, score, () => cotangentOf(plan, score, latent));
    checkShape(caller, score, 'cotangent', cotangent, latent.shape);
    const found = recordBackward(caller, recording, graph, pass, recording.valueFor(cotangent), plan.rules);
    return recording.tensorFor(found);
  });
  return { latent, gradients };
}

/** Records the latents of a batch. */
export function recordLatent(explained: Explained, batch: Tensor): Tensor2D {
  return explained.recording.tensorFor(forwardPass(explained, batch).latent) as Tensor2D;
}

/** Records the scores of latents, `[batch]` each. */
export function recordScores({ caller, scores }: Explained, latent: Tensor2D): Tensor[] {
  return scores.map((score) => {
    const value = named(caller, score, () => score.value(latent));
    checkShape(caller, score, 'value', value, latent.shape.slice(0, 1));
    return value;
  });
}

function forwardPass({ caller, emitter, recording, graph, weights, side, plan }: Explained, batch: Tensor) {
  const input = recording.valueFor(batch);
  return recordForward(caller, emitter, recording, graph, weights, {
    input,
    side,
    accurateSums: plan.accurateSums,
  });
}

/** Where the backward pass of a score starts. */
function cotangentOf({ paired, relevance }: ExplanationPlan, score: ConceptScore, latent: Tensor2D): Tensor {
  const started = relevance ? withRelevance(score, relevance.epsilon) : score;
  if (!paired) return started.cotangent(latent);
  return concat(split(latent, 2).map((z) => started.cotangent(z as Tensor2D)));
}

const named = <T>(caller: string, { name }: ConceptScore, run: () => T): T =>
  namingRecorded(caller, `score "${name}"`, run);

function checkShape(
  caller: string,
  { name }: ConceptScore,
  member: string,
  { shape }: Tensor,
  expected: readonly number[],
): void {
  if (`${shape}` === `${expected}`) return;
  const rank = expected.length === 1 ? '[batch]' : '[batch, latentSize]';
  throw invalidArgument(
    `${caller}: ${member}() of score "${name}" must return a tensor of shape ${rank}; got another one.`,
  );
}
