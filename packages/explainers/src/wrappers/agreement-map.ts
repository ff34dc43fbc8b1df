import { checkOneOf, checkOptions, pictureLayout } from '@csm/base';
import type { Encoder } from '@csm/core';
import { type Attribution, checkExplainer, disposeAttribution, type Explainer } from '@csm/core/extend';
import { abs, clone, divNoNan, mean, mul, sign, sqrt, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { descriptionOf } from '../attribution/description.js';
import { runOfPart } from '../attribution/run-of-part.js';
import { zip } from '../checks/zip.js';
import type { AgreementMapOptions } from './agreement-map-options.js';

/**
 * Shows where two methods agree: map = a · |b| / m, where a and b are the maps of the two methods, and m is the mean of |b| over
 * the input's features. With `form: 'geometricMean'`, map = sgn(a) · √(|a| mₐ · |b| / m), where mₐ is the mean of |a|. Pictures: |b| is
 * the sum of the magnitudes over the channels of a pixel, because colours of opposite signs would cancel (see `channels`).
 *
 * Sign and units are those of the first map; the scale of the second map does not matter. If |b| is the same everywhere,
 * the product is the first map. Σ |map| / Σ |a| is the weighted mean of |b| / m: above 1 if the maps agree more than a map that is
 * the same everywhere. The map does not add up to a score. If either map is 0 everywhere, so is the result.
 *
 * Why: methods make different errors. What the encoder answers if content is replaced (`replacement`) is coarse, since its
 * features are patches; `decoderMap` is sharp, but also lies where the encoder reads nothing. Their agreement is sharp, and 0 wherever the
 * replacement has no effect. It is not a proof: both maps can be wrong at the same place.
 *
 * Costs both methods, one after the other; random draws are those of each method alone. Not linear in the concept.
 *
 * Source: the product of a coarse map that depends on the class and a sharp one that does not, Selvaraju et al. 2017 (Guided
 * Grad-CAM, arXiv 1610.02391).
 *
 * @throws if an option is unknown; before the run, if pictures look like channels first and the encoder's `layout` is unknown.
 * @category Wrappers
 */
export function agreementMap(
  first: Explainer,
  second: Explainer,
  options: AgreementMapOptions = {},
): Explainer {
  checkExplainer('agreementMap', first);
  checkExplainer('agreementMap', second);
  checkOptions<AgreementMapOptions>('agreementMap', options, { form: true, channels: true });
  const { form = 'product', channels = 'sumOfMagnitudes' } = options;
  checkOneOf('agreementMap', 'form', form, ['product', 'geometricMean']);
  checkOneOf('agreementMap', 'channels', channels, ['sumOfMagnitudes', 'each']);
  const axisOf = (encoder: Encoder) => (channels === 'each' ? undefined : channelAxis(encoder));
  const settings = [form === 'geometricMean' && 'geometric mean', channels === 'each' && 'single channels'];
  const given = settings.filter((setting) => setting).join(', ');
  return {
    name: `agreement of ${first.name} and ${second.name}`,
    description: `agreement ${given && `(${given}) `}of ${descriptionOf(first)} and ${descriptionOf(second)}`,
    // The methods run one after the other.
    passesPerSample: Math.max(first.passesPerSample ?? 1, second.passesPerSample ?? 1),
    rules: (first.rules ?? true) || (second.rules ?? true),
    check(target, onWarning) {
      axisOf(target.encoder);
      first.check?.(target, onWarning);
      second.check?.(target, onWarning);
    },
    async attribute(target, inputs, run) {
      const axis = axisOf(target.encoder);
      const found: Attribution[] = [];
      try {
        for (const [part, explainer] of [first, second].entries()) {
          found.push(await explainer.attribute(target, inputs, runOfPart(run, part, 2)));
        }
        const [a, b] = found.map(({ maps }) => maps);
        const latent = found.find((attribution) => attribution.latent)?.latent;
        const maps = zip(a ?? [], b ?? []).map(([map, other]) =>
          tidy(() => agreement(map, magnitudes(other, axis), form)),
        );
        return { maps, ...(latent && { latent: clone(latent) }) };
      } finally {
        for (const attribution of found) disposeAttribution(attribution);
      }
    },
  };
}

/** The axis of a batch of pictures that holds the channels; undefined for other inputs. */
function channelAxis({ inputShape, layout }: Encoder): number | undefined {
  if (inputShape.length !== 3) return undefined;
  const found = pictureLayout(
    'agreementMap',
    'the inputs',
    inputShape,
    layout,
    "make the encoder with { layout: 'channelsFirst' }, or 'channelsLast' if the first axis is the height, or pass " +
      "{ channels: 'each' }",
  );
  return found === 'channelsFirst' ? 1 : 3;
}

/** The magnitudes of a map, or their sum over an axis, which is kept. */
function magnitudes(map: Tensor, axis: number | undefined): Tensor {
  const values = abs(map);
  return axis === undefined ? values : sum(values, axis, true);
}

function agreement(map: Tensor, weights: Tensor, form: AgreementMapOptions['form']): Tensor {
  const relative = relativeToMean(weights);
  if (form === 'product') return mul(map, relative);
  const size = abs(map);
  return mul(mul(sign(map), meanOfFeatures(size)), sqrt(mul(relativeToMean(size), relative)));
}

/** Each number divided by the mean over its sample; 0 if that mean is 0. */
function relativeToMean(values: Tensor): Tensor {
  return divNoNan(values, meanOfFeatures(values));
}

function meanOfFeatures(values: Tensor): Tensor {
  const features = values.shape.slice(1).map((_, axis) => axis + 1);
  return mean(values, features, true);
}
