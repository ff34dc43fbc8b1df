import type { Attribution, Run, Target } from '@csm/core/extend';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { zip } from '../checks/zip.js';
import type { SampleFeatures } from '../features/sample-features.js';
import type { FeatureBatch } from './feature-method.js';
import { maskSums } from './mask-sums.js';
import { writeMasked } from './masked-input.js';
import { warnOfNoise } from './noise-warning.js';
import { perturbedScores } from './perturbed-scores.js';
import type { Masks } from './rise-masks.js';

/** The masks of a run of RISE. */
interface MaskedRun {
  readonly count: number;
  readonly atOnce: number;
  readonly keepProbability: number;
  readonly centred: boolean;
  readonly masksOf: (features: SampleFeatures) => Masks;
  readonly random: (draw: number, sample: number) => () => number;
}

/** The maps of RISE of a batch, with their standard errors. */
export async function weightedMasks(
  target: Target,
  batch: FeatureBatch,
  { count, atOnce, keepProbability, centred, masksOf, random }: MaskedRun,
  run: Run,
): Promise<Attribution> {
  const { inputs, features } = batch;
  const masks = features.map(masksOf);
  /** The masks of the copies that are being encoded, by copy and sample. */
  const drawn = new Map<string, Float32Array>();
  const write = (copy: number, sample: number, into: Float32Array) => {
    const own = masks[sample];
    if (own === undefined) return;
    const mask = own.draw(random(copy, sample));
    drawn.set(`${copy}/${sample}`, mask);
    writeMasked(batch, sample, own.placeOf, mask, into);
  };
  const sums = target.scores.map(() => masks.map(({ places }) => maskSums(places)));
  await perturbedScores(target, inputs.shape, { count, atOnce, write }, run, (copy, sample, score, value) => {
    const key = `${copy}/${sample}`;
    sums[score]?.[sample]?.add(drawn.get(key) ?? new Float32Array(0), value);
    if (score === target.scores.length - 1) drawn.delete(key);
  });
  const found = sums.map((ofScore) => ofScore.map((sum) => sum.result(keepProbability, centred)));
  const remedy = 'take more masks, or fewer cells or features';
  warnOfNoise('rise', found.flat(), `${count} masks`, run, remedy);
  const toTensor = (perPlace: readonly Float64Array[]): Tensor =>
    tensor(
      Float32Array.from(
        zip(masks, [...perPlace]).flatMap(([{ placeOf }, values]) =>
          Array.from(placeOf, (place) => values[place] ?? 0),
        ),
      ),
      inputs.shape,
    );
  const maps: Tensor[] = [];
  const standardErrors: Tensor[] = [];
  for (const ofScore of found) {
    maps.push(toTensor(ofScore.map(({ values }) => values)));
    standardErrors.push(toTensor(ofScore.map((map) => map.standardErrors)));
  }
  return { maps, standardErrors };
}
