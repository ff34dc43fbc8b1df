import { methodSizes } from '../../map/method-sizes.js';
import type { MapSettings, MethodName } from '../../session/settings.js';

/** What the code of a method depends on. */
export interface CodeContext {
  readonly map: MapSettings;
  readonly inputShape: readonly number[];
  readonly layout: 'channelsFirst' | 'channelsLast' | undefined;
}

/** The expression that makes the explainer of `map/method.ts`; `inputs` is the array of all inputs. */
export function explainerCode({ map, inputShape, layout }: CodeContext): string {
  const { steps, baseline } = map;
  const { patch, grid, window, strides, sigma } = methodSizes(inputShape, layout);
  const start = {
    zeros: '0',
    mean: 'meanSample(inputs)',
    blurred: `blurredBaseline({ sigma: ${sigma} })`,
  }[baseline];
  const features = patch
    ? `, features: gridFeatures(encoder.inputShape, { size: [${patch.join(', ')}], layout: encoder.layout })`
    : '';
  const few = grid
    ? `, features: gridFeatures(encoder.inputShape, { rows: ${grid[0]}, columns: ${grid[1]}, layout: encoder.layout })`
    : '';
  const masked = `replacement: ${start}, perturbationsPerEval: 32`;
  const code: Record<MethodName, string> = {
    gradient: 'gradient()',
    inputXGradient: 'inputXGradient()',
    integratedGradients: `integratedGradients({ steps: ${steps}, baseline: ${start} })`,
    smoothGrad: `smoothGrad(gradient(), { samples: ${steps} })`,
    guidedBackprop: 'guidedBackprop()',
    rectifiedGradient: 'rectifiedGradient()',
    deconvnet: 'deconvnet()',
    epsilonLrp: 'epsilonLrp()',
    lrp: 'lrp()',
    epsilonPlusFlat: 'lrp({ rules: epsilonPlusFlat() })',
    epsilonAlpha2Beta1Flat: 'lrp({ rules: epsilonAlpha2Beta1Flat() })',
    gradCam: 'gradCam()',
    guidedGradCam: 'guidedGradCam()',
    attnLrp: 'attnLrp()',
    cpLrp: 'cpLrp()',
    gradientTimesAttention: 'gradientTimesAttention()',
    attentionRollout: 'attentionRollout()',
    deepLift: `deepLift({ baseline: ${start} })`,
    gradientShap: `gradientShap({ samples: ${steps}, baselines: selectSamples(inputs, spread(inputs.shape[0]!, 32)) })`,
    occlusion: `occlusion({ window: [${window.join(', ')}], strides: [${strides.join(', ')}], value: ${
      baseline === 'zeros' ? '0' : 'Number(mean(meanSample(inputs).data).toPrecision(3))'
    } })`,
    rise: `rise({ masks: ${steps}, ${masked} })`,
    shapley: `shapley({ ${masked}, perMember: 'share'${few} })`,
    kernelShap: `kernelShap({ samples: ${steps}, ${masked}, perMember: 'share'${features} })`,
    sobolAttribution: `sobolAttribution({ pairs: ${steps}, ${masked}${features} })`,
    hsicAttribution: `hsicAttribution({ masks: ${steps}, ${masked}${features} })`,
  };
  return code[map.method];
}
