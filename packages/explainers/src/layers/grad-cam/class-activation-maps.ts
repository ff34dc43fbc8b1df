import type { Run, Target } from '@csm/core/extend';
import {
  clone,
  dispose,
  mean,
  mul,
  relu,
  reshape,
  sum,
  type Tensor,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import { disposeLayerPasses, layerPasses } from '../layer-passes.js';
import { enlarged } from './enlarged.js';
import type { Interpolation } from './grad-cam-options.js';
import { spatialLayer } from './spatial-layer.js';

/** The settings of class activation maps. */
export interface CamSettings {
  readonly layer: string | undefined;
  readonly clamp: boolean;
  readonly interpolation: Interpolation;
}

/**
 * Class activation maps of each score at the input's size, which the caller must dispose. They have the inputs' axes, with one channel;
 * without a channel axis, if the inputs have none.
 */
export async function classActivationMaps(
  caller: string,
  target: Target,
  inputs: Tensor,
  run: Run,
  { layer, clamp, interpolation }: CamSettings,
): Promise<{ maps: Tensor[]; latent?: Tensor2D }> {
  const place = spatialLayer(caller, target.encoder, layer);
  const [batch = 1] = inputs.shape;
  const shape =
    place.channelAxis === undefined
      ? inputs.shape
      : inputs.shape.map((length, axis) => (axis === place.channelAxis ? 1 : length));
  const passes = await layerPasses(caller, target, place.layer, inputs, run);
  const { output, cotangents, latent } = passes;
  const maps: Tensor[] = [];
  try {
    const spatial = place.size.map((_, i) => i + 1);
    for (const cotangent of cotangents) {
      maps.push(
        tidy(() => {
          const weights = mean(cotangent, spatial, true);
          const map = sum(mul(weights, output), -1, true);
          return reshape(enlarged(clamp ? relu(map) : map, place.size, interpolation), [
            batch,
            ...shape.slice(1),
          ]);
        }),
      );
    }
    return { maps, ...(latent && { latent: clone(latent) }) };
  } catch (error) {
    dispose(maps);
    throw error;
  } finally {
    disposeLayerPasses(passes);
  }
}
