import type { Encoder } from '@csm/core';
import type { Tensor2D } from '@tensorflow/tfjs-core';

/** An encoder whose `encode` and `trace` return promises, like an encoder on another machine. */
export function asynchronousEncoder(encoder: Encoder): Encoder {
  const { trace, sampled, slice } = encoder;
  return {
    ...encoder,
    async encode(inputs) {
      await Promise.resolve();
      return encoder.encode(inputs);
    },
    ...(trace && {
      async trace(...call: Parameters<typeof trace>) {
        await Promise.resolve();
        return trace.apply(encoder, call);
      },
    }),
    ...(slice && {
      slice: (start: number, size: number) => asynchronousEncoder(slice.call(encoder, start, size)),
    }),
    ...(sampled && { sampled: (noise: Tensor2D) => asynchronousEncoder(sampled.call(encoder, noise)) }),
  };
}
