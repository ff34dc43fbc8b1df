import { rows, size } from '@csm/base';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { FeaturesOf, SampleFeatures } from '../features/sample-features.js';

/** An input on the host, with the content that its features take from donors. */
export interface Exchanges {
  readonly input: Float32Array;
  readonly features: SampleFeatures;
  /** Number of donors of the input. */
  readonly donors: number;
  /** Each feature and donor whose contents differ from those of the input. */
  readonly list: readonly Exchange[];
}

interface Exchange {
  readonly feature: number;
  readonly donor: Float32Array;
}

/**
 * The exchanges of a batch, which is borrowed.
 * @param donorsOf returns the donors of a sample.
 */
export async function exchangesOf(
  inputs: Tensor,
  featuresOf: FeaturesOf,
  donorsOf: (input: Float32Array, sample: number) => readonly Float32Array[],
): Promise<Exchanges[]> {
  const values = Float32Array.from(await inputs.data());
  return Array.from(rows(values, size(inputs.shape.slice(1))), (input, sample) => {
    const features = featuresOf(sample);
    const donors = donorsOf(input, sample);
    const list = donors.flatMap((donor) =>
      differingFeatures(input, donor, features).map((feature) => ({ feature, donor })),
    );
    return { input, features, donors: donors.length, list };
  });
}

/** Writes the input with the content of one exchange; unchanged if there is no such exchange. */
export function writeExchange({ input, features, list }: Exchanges, index: number, into: Float32Array): void {
  into.set(input);
  const exchange = list[index];
  if (exchange === undefined) return;
  for (const [at, feature] of features.featureOf.entries()) {
    if (feature === exchange.feature) into[at] = exchange.donor[at] ?? 0;
  }
}

/** The features in which a donor differs from an input. */
export function differingFeatures(
  input: Float32Array,
  donor: Float32Array,
  { featureOf }: SampleFeatures,
): readonly number[] {
  const found = new Set<number>();
  for (const [at, feature] of featureOf.entries()) if (donor[at] !== input[at]) found.add(feature);
  return [...found];
}
