import { checkRequiredOptions } from '@csm/base';
import { disposeAttribution, type Explainer } from '@csm/core/extend';
import { descriptionOf } from '../attribution/description.js';
import { memoryFootprint } from '../attribution/memory-footprint.js';
import { singlePassPlan } from '../attribution/single-pass.js';
import { channelsLastLayer } from '../layers/channels-last-layer.js';
import { rulesChangedAt, withRuleAt } from '../layers/rule-at-layer.js';
import { checkChannels, checkChannelsOfLayer } from './check-channels.js';
import type { ConceptRelevanceOptions } from './concept-relevance-options.js';
import { throughChannels } from './through-channels.js';

/**
 * Concept relevance propagation (CRP): the part of a method's map that passes through some channels of a hidden layer. In the backward pass,
 * what arrives at the layer's other channels is set to 0.
 *
 * The maps of all channels of a layer, one at a time, add up to the inner method's map, if every path passes through the layer. `channelRelevance`
 * ranks the channels, and `relevanceMaximisation` finds examples that show what a channel stands for.
 *
 * Costs as much as the inner method. Linear in the concept vector if the inner method is.
 *
 * Source: Achtibat et al. 2023 (arXiv 2206.03208).
 *
 * @param inner a method of one backward pass: `lrp()`, `epsilonLrp()`, `attnLrp()`, `cpLrp()`, `inputXGradient()`, `gradient()` or a method of
 *   backward rules.
 * @throws if the inner method runs several passes, or the channels are not a list of different whole numbers; before the run, if the
 *   encoder does not show its layers, or has no such layer or channels.
 * @category Hidden layers
 */
export function conceptRelevance(inner: Explainer, options: ConceptRelevanceOptions): Explainer {
  const caller = 'conceptRelevance';
  const plan = singlePassPlan(
    caller,
    inner,
    'wrap the result instead, as in smoothGrad(conceptRelevance(epsilonLrp(), { layer, channels }))',
  );
  checkRequiredOptions<ConceptRelevanceOptions>(caller, options, { layer: true, channels: true });
  const { layer } = options;
  checkChannels(caller, options.channels);
  const channels = [...options.channels];
  const change = (rule: Parameters<typeof throughChannels>[0]) => throughChannels(rule, channels);
  const which = `${channels.length === 1 ? 'channel' : 'channels'} ${channels.join(', ')} of ${layer}`;
  return {
    name: `${inner.name} through channels`,
    description: `${descriptionOf(inner)} through ${which}`,
    linear: inner.linear === true,
    ...memoryFootprint(inner),
    rules: true,
    plan: { ...plan, rules: rulesChangedAt(layer, plan.rules, change) },
    check(target, onWarning) {
      inner.check?.(target, onWarning);
      checkChannelsOfLayer(caller, channelsLastLayer(caller, target.encoder, layer), channels);
    },
    async attribute({ encoder, scores }, inputs, run) {
      checkChannelsOfLayer(caller, channelsLastLayer(caller, encoder, layer), channels);
      const restricted = withRuleAt(caller, encoder, layer, change);
      const { maps, latent, ...others } = await inner.attribute({ encoder: restricted, scores }, inputs, run);
      disposeAttribution({ ...others, maps: [] });
      return { maps, ...(latent && { latent }) };
    },
  };
}
