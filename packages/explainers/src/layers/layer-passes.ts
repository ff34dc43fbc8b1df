import { unsupportedModel } from '@csm/base';
import {
  type Attribution,
  type BackwardRule,
  disposeAttribution,
  type Run,
  type Target,
} from '@csm/core/extend';
import { clone, dispose, keep, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { backwardPasses } from '../attribution/backward-passes.js';
import { withRuleAt } from './rule-at-layer.js';

/** What the passes of a method see at a layer. The caller must dispose the tensors, with {@link disposeLayerPasses}. */
export interface LayerPasses {
  /** The layer's output, `[batch, ...layerShape]`. */
  readonly output: Tensor;
  /** What arrives at it in the backward pass of each score: the gradient of the score, or relevance. Each of the output's shape. */
  readonly cotangents: readonly Tensor[];
  /** Latents of the inputs, if the method returns them. */
  readonly latent?: Tensor2D | undefined;
}

export function disposeLayerPasses({ output, cotangents, latent }: LayerPasses): void {
  dispose([output, ...cotangents, ...(latent ? [latent] : [])]);
}

/**
 * Runs a method with one backward pass per score, and keeps what the passes see at a layer.
 * @param attribute the method's function. Default: the gradient.
 */
export async function layerPasses(
  caller: string,
  { encoder, scores }: Target,
  layer: string,
  inputs: Tensor,
  run: Run,
  attribute = (target: Target): Promise<Attribution> => backwardPasses(target, inputs, run, { caller }),
): Promise<LayerPasses> {
  const seen: { readonly output: Tensor; readonly cotangent: Tensor }[] = [];
  const watched = (rule: BackwardRule): BackwardRule => ({
    name: `${rule.name}, watched at a hidden layer`,
    ...(rule.read && { read: rule.read.bind(rule) }),
    backward(step, host) {
      const { output, cotangent } = step;
      seen.push({ output: keep(clone(output)), cotangent: keep(clone(cotangent)) });
      return rule.backward(step, host);
    },
  });
  const free = (from = 0) => dispose(seen.slice(from).map(({ output }) => output));
  try {
    const found = await attribute({ encoder: withRuleAt(caller, encoder, layer, watched), scores });
    const { latent, ...others } = found;
    disposeAttribution(others);
    const [first] = seen;
    if (first === undefined || seen.length !== scores.length) {
      latent?.dispose();
      throw unsupportedModel(
        `${caller}: expected one backward pass through layer "${layer}" per score; got ${seen.length} for ${scores.length}; use a method of ` +
          'one backward pass and a layer between the input and the latent.',
      );
    }
    free(1);
    return {
      output: first.output,
      cotangents: seen.map(({ cotangent }) => cotangent),
      ...(latent && { latent }),
    };
  } catch (error) {
    free();
    dispose(seen.map(({ cotangent }) => cotangent));
    throw error;
  }
}
