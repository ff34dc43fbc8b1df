import { type Attribution, disposeAttribution, type Explainer, type Run, type Target } from '@csm/core';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';

/** An attribution of a batch on the host: numbers by score, then by sample. */
export interface HostAttribution {
  readonly maps: Float32Array[][];
  readonly completenessGaps?: Float32Array[][];
  readonly standardErrors?: Float32Array[][];
}

/** Runs the explainer as `explain` does, on samples of the host. Nothing is left on the device, also after an error. */
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

/** Samples as one tensor, the caller's. */
export function batchOf({ encoder }: Pick<Target, 'encoder'>, samples: readonly Float32Array[]): Tensor {
  const values = new Float32Array(samples.reduce((sum, sample) => sum + sample.length, 0));
  let at = 0;
  for (const sample of samples) {
    values.set(sample, at);
    at += sample.length;
  }
  return tensor(values, [samples.length, ...encoder.inputShape]);
}

async function perSample(map: Tensor, count: number): Promise<Float32Array[]> {
  // A copy: the cpu backend hands out its own array.
  const values = Float32Array.from(await map.data());
  const size = values.length / count;
  return Array.from({ length: count }, (_, i) => values.slice(i * size, (i + 1) * size));
}
