import type { Encoder } from '@csm/core';
import { trust } from '@csm/core/extend';
import type { TestEncoder } from '@csm/explainers/testing';
import { type RuntimeEncoder, runtimeEncoder } from '../src/runtime.js';

/**
 * Test encoders in ONNX Runtime that share their sessions, because they have the same weights.
 * @param create makes the encoder in TensorFlow.js.
 */
export function sharedEngine(create: () => TestEncoder): {
  create(): TestEncoder;
  dispose(): Promise<void>;
} {
  let engine: Promise<RuntimeEncoder> | undefined;
  return {
    create() {
      const made = create();
      engine ??= runtimeEncoder(made.encoder);
      return { ...made, encoder: encoderOf(made.encoder, engine) };
    },
    async dispose() {
      await (await engine)?.dispose();
    },
  };
}

/** An encoder that waits for another one in each call. */
function encoderOf({ inputShape, latentSize, graph, sampled }: Encoder, engine: Promise<Encoder>): Encoder {
  return {
    inputShape,
    latentSize,
    ...(graph && { graph }),
    encode: trust(async (inputs) => await (await engine).encode(inputs)),
    trace: trust(async (inputs, options) => {
      const { trace } = await engine;
      if (trace === undefined) throw new Error('encoderOf: the encoder has no trace.');
      return await trace(inputs, options);
    }),
    ...(sampled && {
      sampled(noise) {
        const drawn = engine.then((own) => own.sampled?.(noise) ?? own);
        return encoderOf({ ...sampled(noise), sampled: undefined as never }, drawn);
      },
    }),
  };
}
