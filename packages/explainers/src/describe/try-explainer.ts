import type { ConceptScore, Encoder, Explainer } from '@csm/core';
import {
  checkExplainer,
  checkReachable,
  disposeAttribution,
  type Graph,
  type Run,
  type Trace,
} from '@csm/core/extend';
import { ones, type Tensor, type Tensor2D, zeros } from '@tensorflow/tfjs-core';
import { descriptionOf } from '../attribution/description.js';
import type { DescribedMethod } from './encoder-description.js';

/** What a pass threw. */
export interface Failure {
  readonly error: unknown;
}

/** What every method is tried on. */
export interface Trial {
  readonly encoder: Encoder;
  readonly score: ConceptScore;
  /** `[1, ...inputShape]`, borrowed. */
  readonly input: Tensor;
  /** The error of a plain forward and backward pass of the input; undefined if there was none. */
  readonly problem: Failure | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Thrown by a watched encoder as soon as the method is known to work. */
const ENOUGH = new DOMException(
  'describeEncoder: the method was stopped, because it is known to work.',
  'AbortError',
);

/**
 * Finds whether a method can explain an encoder: by its own check, then by running it on one input until it has run the encoder as far as
 * it takes to know.
 * @param given an explainer, or a function that makes one.
 * @param key its name in a record.
 */
export async function tryExplainer(
  given: Explainer | (() => Explainer),
  key: string | undefined,
  trial: Trial,
): Promise<DescribedMethod> {
  const { encoder, score, input, signal } = trial;
  const warnings: string[] = [];
  const onWarning = (message: string) => {
    if (!warnings.includes(message)) warnings.push(message);
  };
  let explainer: Explainer | undefined;
  const watched = watchedEncoder(encoder, trial);
  const result = (reason?: string): DescribedMethod => ({
    name: key ?? explainer?.name ?? 'unknown',
    description: explainer ? descriptionOf(explainer) : (key ?? 'unknown'),
    works: reason === undefined,
    ...(reason !== undefined && { reason }),
    warnings,
    triedBy: watched.ran() ? 'run' : 'checks',
  });
  try {
    explainer = typeof given === 'function' ? given() : given;
    checkExplainer('describeEncoder', explainer);
    explainer.check?.({ encoder, scores: [score] }, onWarning);
    const run: Run = { signal, onWarning };
    disposeAttribution(await explainer.attribute({ encoder: watched.encoder, scores: [score] }, input, run));
    return result();
  } catch (error) {
    signal?.throwIfAborted();
    return result(error === ENOUGH ? undefined : messageOf(error));
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The same encoder, which stops a method by an error at its second encoding and at its first backward pass. If the operations are visible,
 * traces do not run: the method's checks, those of its rules and a plain backward pass tell whether it works.
 */
function watchedEncoder(encoder: Encoder, { problem }: Trial) {
  let ran = false;
  let encoded = 0;
  const watch = (inner: Encoder): Encoder => {
    const { trace, sampled, slice, graph, latentSize } = inner;
    return {
      ...inner,
      async encode(inputs) {
        if (encoded > 0) throw ENOUGH;
        encoded += 1;
        ran = true;
        return await inner.encode(inputs);
      },
      ...(trace && {
        async trace(inputs, options) {
          if (graph && problem) throw problem.error;
          ran ||= graph === undefined;
          const found = graph
            ? unrunTrace(graph, ones([inputs.shape[0], latentSize]))
            : await trace.call(inner, inputs, options);
          return {
            latent: found.latent,
            async backward(cotangent, rules) {
              (await found.backward(cotangent, rules)).dispose();
              throw ENOUGH;
            },
            dispose: () => found.dispose(),
          };
        },
      }),
      ...(sampled && { sampled: (noise: Tensor2D) => watch(sampled.call(inner, noise)) }),
      ...(slice && { slice: (start: number, size: number) => watch(slice.call(inner, start, size)) }),
    };
  };
  return { encoder: watch(encoder), ran: () => ran };
}

/** A trace that has a latent of ones and only checks rules. */
function unrunTrace(graph: Graph, latent: Tensor2D): Trace {
  return {
    latent,
    async backward(_, rules) {
      if (rules) checkReachable('backward', { graph }, rules);
      return zeros([0]);
    },
    dispose: () => latent.dispose(),
  };
}
