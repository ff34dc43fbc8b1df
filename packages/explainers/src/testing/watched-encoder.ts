import type { Encoder } from '@csm/core';
import type { BackwardRules } from '@csm/core/extend';
import type { Tensor2D } from '@tensorflow/tfjs-core';

type TraceFunction = NonNullable<Encoder['trace']>;
type Trace = Awaited<ReturnType<TraceFunction>>;

/**
 * An encoder with a callback before each of its passes, forward (`encode`, `trace`) and backward. Errors of the
 * callback are thrown by the pass.
 * @param beforePass called with the number of the pass, from 1, and, for a backward pass, its rules.
 */
export function watchedEncoder(
  encoder: Encoder,
  beforePass: (pass: number, rules?: BackwardRules) => void,
): Encoder {
  let passes = 0;
  const next = (rules?: BackwardRules) => {
    passes += 1;
    beforePass(passes, rules);
  };
  const watchedTrace = (trace: Trace): Trace => ({
    ...trace,
    async backward(cotangent, rules, options) {
      next(rules);
      return trace.backward(cotangent, rules, options);
    },
  });
  const watched = (inner: Encoder): Encoder => {
    const { trace, sampled } = inner;
    return {
      ...inner,
      encode(inputs) {
        next();
        return inner.encode(inputs);
      },
      ...(trace && {
        trace(...call: Parameters<TraceFunction>) {
          next();
          const traced = trace.apply(inner, call);
          return traced instanceof Promise ? traced.then(watchedTrace) : watchedTrace(traced);
        },
      }),
      ...(sampled && { sampled: (noise: Tensor2D) => watched(sampled.call(inner, noise)) }),
    };
  };
  return watched(encoder);
}

/** Some passes at which to stop: the first, one in the middle, the last. */
export function somePasses(passes: number): number[] {
  return [...new Set([1, Math.ceil(passes / 2), passes])].filter((pass) => pass >= 1);
}
