import type { Encoder } from '@csm/core';
import type { Tensor2D } from '@tensorflow/tfjs-core';

/**
 * The encoder, with something done before each of its passes, forward (`encode`, `trace`) and backward. What it throws is
 * thrown by the pass.
 * @param beforePass is given the number of the pass, from 1.
 */
export function watchedEncoder(encoder: Encoder, beforePass: (pass: number) => void): Encoder {
  let passes = 0;
  const next = () => {
    passes += 1;
    beforePass(passes);
  };
  const watched = (inner: Encoder): Encoder => ({
    ...inner,
    encode(inputs) {
      next();
      return inner.encode(inputs);
    },
    ...(inner.trace && {
      async trace(...args: Parameters<NonNullable<Encoder['trace']>>) {
        next();
        const trace = await inner.trace!(...args);
        return {
          ...trace,
          async backward(...given: Parameters<typeof trace.backward>) {
            next();
            return trace.backward(...given);
          },
        };
      },
    }),
    ...(inner.sampled && { sampled: (noise: Tensor2D) => watched(inner.sampled!(noise)) }),
  });
  return watched(encoder);
}

/** Numbers of passes worth stopping at: the first, one in the midst, the last. */
export function somePasses(passes: number): number[] {
  return [...new Set([1, Math.ceil(passes / 2), passes])].filter((pass) => pass >= 1);
}
