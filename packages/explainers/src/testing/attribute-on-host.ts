import { rows, size } from '@csm/base';
import {
  type Attribution,
  disposeAttribution,
  type Explainer,
  type Run,
  type Target,
} from '@csm/core/extend';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';

/** The attribution of a batch on the host: numbers indexed by score, then by sample. */
export interface HostAttribution {
  readonly maps: Float32Array[][];
  readonly completenessGaps?: Float32Array[][];
  readonly standardErrors?: Float32Array[][];
}

/**
 * Runs the explainer as `explain` does, on samples that are on the host. Leaves nothing on the device, even after
 * an error.
 */
export async function attributeOnHost(
  explainer: Explainer,
  target: Target,
  samples: readonly Float32Array[],
  run: Run = {},
): Promise<HostAttribution> {
  const inputs = batchOf(target, samples);
  let attribution: Attribution | undefined;
  try {
    explainer.check?.(target, () => {});
    attribution = await explainer.attribute(target, inputs, { onWarning: () => {}, ...run });
    const { maps, completenessGaps, standardErrors } = attribution;
    const read = (tensors: readonly Tensor[]) =>
      Promise.all(tensors.map((map) => perSample(map, samples.length)));
    return {
      maps: await read(maps),
      ...(completenessGaps && { completenessGaps: await read(completenessGaps) }),
      ...(standardErrors && { standardErrors: await read(standardErrors) }),
    };
  } finally {
    if (attribution) disposeAttribution(attribution);
    inputs.dispose();
  }
}

/** The maps of the first score, indexed by sample, as {@link attributeOnHost} computes them. */
export async function firstMaps(
  ...call: Parameters<typeof attributeOnHost>
): Promise<readonly Float32Array[]> {
  const { maps } = await attributeOnHost(...call);
  return maps[0] ?? [];
}

/** The samples as one tensor, which the caller must dispose. */
export function batchOf({ encoder }: Pick<Target, 'encoder'>, samples: readonly Float32Array[]): Tensor {
  const sampleSize = size(encoder.inputShape);
  const values = new Float32Array(samples.length * sampleSize);
  samples.forEach((sample, i) => {
    values.set(sample, i * sampleSize);
  });
  return tensor(values, [samples.length, ...encoder.inputShape]);
}

async function perSample(map: Tensor, count: number): Promise<Float32Array[]> {
  // A copy, because the cpu backend returns its own array.
  const values = Float32Array.from(await map.data());
  return [...rows(values, values.length / count)];
}
