import { type MapSettings, type MethodName, methodNames } from '../session/settings.js';

/** How much work a map is: passes through the encoder, forward or backward. */
export const costs = {
  few: 'A few passes',
  tens: 'Tens of passes',
  hundreds: 'Hundreds of passes',
} as const;

/** What the page shows of a method: its name, what it does, and the settings that it has. */
export interface MethodInfo {
  readonly label: string;
  /** One line: what the map says. */
  readonly help: string;
  readonly cost: keyof typeof costs;
  /** The baselines it can start from; none if it has no baseline. */
  readonly baselines: readonly MapSettings['baseline'][];
  /** What the setting `steps` means to it; absent if it has no such setting. */
  readonly steps?: { readonly label: string; readonly initial: number; readonly max: number };
  /** Encoders for which it is offered. Default: those that it can explain. */
  readonly only?: 'pictures' | 'attention';
}

const all: MethodInfo['baselines'] = ['zeros', 'mean', 'blurred'];

export const methodList: Readonly<Record<MethodName, MethodInfo>> = {
  gradient: {
    label: 'Gradient',
    help: 'How the score would change with each number.',
    ...{ cost: 'few', baselines: [] },
  },
  inputXGradient: {
    label: 'Input × gradient',
    help: 'The gradient times the input: black gets no credit.',
    ...{ cost: 'few', baselines: [] },
  },
  integratedGradients: {
    label: 'Integrated gradients',
    help: 'Gradients along the way from the baseline; the map adds up to the change of the score.',
    ...{ cost: 'tens', baselines: all },
    steps: { label: 'Steps', initial: 20, max: 1000 },
  },
  smoothGrad: {
    label: 'SmoothGrad',
    help: 'The mean gradient of noisy copies.',
    ...{ cost: 'tens', baselines: [] },
    steps: { label: 'Noisy copies', initial: 20, max: 1000 },
  },
  guidedBackprop: {
    label: 'Guided backpropagation',
    help: 'Only positive gradients pass through ReLUs; nearly the same for every concept.',
    ...{ cost: 'few', baselines: [] },
  },
  rectifiedGradient: {
    label: 'Rectified gradient',
    help: 'Only the most relevant units of each layer pass gradients on.',
    ...{ cost: 'few', baselines: [] },
  },
  deconvnet: {
    label: 'Deconvnet',
    help: 'Positive gradients pass every ReLU, whatever its input.',
    ...{ cost: 'few', baselines: [] },
  },
  epsilonLrp: {
    label: 'ε-LRP',
    help: 'Each layer hands relevance on in proportion to contributions; on ReLU networks nearly input × gradient.',
    ...{ cost: 'few', baselines: [] },
  },
  lrp: {
    label: 'LRP, ε-plus',
    help: 'Convolutions hand relevance on to positive contributions only; dense layers as ε-LRP.',
    ...{ cost: 'few', baselines: [] },
  },
  epsilonPlusFlat: {
    label: 'LRP, ε-plus-flat',
    help: 'As ε-plus; the first layer spreads relevance evenly over what it sees.',
    ...{ cost: 'few', baselines: [] },
  },
  epsilonAlpha2Beta1Flat: {
    label: 'LRP, ε-α2β1-flat',
    help: 'As ε-plus-flat; convolutions count positive contributions twice and negative ones once.',
    ...{ cost: 'few', baselines: [] },
  },
  deepLift: {
    label: 'DeepLIFT',
    help: 'Differences from the baseline instead of derivatives; the map adds up to the change of the score.',
    ...{ cost: 'few', baselines: all },
  },
  gradCam: {
    label: 'Grad-CAM',
    help: 'Where the last convolution has evidence for the concept; coarse.',
    ...{ cost: 'few', baselines: [] },
  },
  guidedGradCam: {
    label: 'Guided Grad-CAM',
    help: 'Guided backpropagation within the area of Grad-CAM.',
    ...{ cost: 'few', baselines: [] },
  },
  attnLrp: {
    label: 'AttnLRP',
    help: 'LRP with rules for attention and layer normalisation.',
    ...{ cost: 'few', baselines: [], only: 'attention' },
  },
  cpLrp: {
    label: 'CP-LRP',
    help: 'LRP through the values of attention; its weights count as constants.',
    ...{ cost: 'few', baselines: [], only: 'attention' },
  },
  gradientTimesAttention: {
    label: 'Gradient × attention',
    help: 'Attention weights times their gradients, multiplied over the layers; one value per patch.',
    ...{ cost: 'few', baselines: [] },
  },
  attentionRollout: {
    label: 'Attention rollout',
    help: 'Attention weights multiplied over the layers; the same map for every concept.',
    ...{ cost: 'few', baselines: [] },
  },
  gradientShap: {
    label: 'Gradient SHAP (from real inputs)',
    help: 'Integrated gradients from real inputs, at random points.',
    ...{ cost: 'tens', baselines: [] },
    steps: { label: 'Draws', initial: 32, max: 1000 },
  },
  occlusion: {
    label: 'Occlusion',
    help: 'How much the score falls while a window is covered.',
    ...{ cost: 'tens', baselines: ['zeros', 'mean'] },
  },
  rise: {
    label: 'RISE',
    help: 'The mean of random masks, weighted by the score of what they leave.',
    ...{ cost: 'hundreds', baselines: all },
    steps: { label: 'Masks', initial: 500, max: 10_000 },
  },
  shapley: {
    label: 'Shapley values',
    help: 'The exact share of each of 3 × 3 patches in the score, over all sets of patches; adds up.',
    ...{ cost: 'hundreds', baselines: all },
  },
  kernelShap: {
    label: 'Kernel SHAP',
    help: 'Shapley values of smaller patches, from some of their sets; adds up.',
    ...{ cost: 'hundreds', baselines: all },
    steps: { label: 'Coalitions', initial: 200, max: 10_000 },
  },
  sobolAttribution: {
    label: 'Sobol indices',
    help: 'The share of the variance of the score that depends on a patch, under random masks; no sign.',
    ...{ cost: 'hundreds', baselines: all, only: 'pictures' },
    steps: { label: 'Pairs of masks', initial: 32, max: 1000 },
  },
  hsicAttribution: {
    label: 'HSIC',
    help: 'How strongly the score depends on whether a patch is masked; no sign.',
    ...{ cost: 'hundreds', baselines: all },
    steps: { label: 'Masks', initial: 500, max: 10_000 },
  },
};

/** The methods that the page offers: those that fit the model, and those that are chosen already, such as by a link. */
export function offeredMethods(
  fitting: readonly MethodName[] | undefined,
  chosen: readonly MethodName[],
): MethodName[] {
  return methodNames.filter((name) => chosen.includes(name) || fitting?.includes(name) !== false);
}

/** Names the settings that the numbers of a map depend on; sign, channels and overlay only change how it is drawn. */
export function keyOfNumbers({ method, baseline, steps }: MapSettings): string {
  const { baselines, steps: hasSteps } = methodList[method];
  return [method, baselines.length > 0 && baseline, hasSteps && steps].join();
}

/** The settings with another method, with its usual number of steps and a baseline that it has. */
export function withMethod(map: MapSettings, method: MethodName): MapSettings {
  if (method === map.method) return map;
  const { steps, baselines } = methodList[method];
  const baseline = baselines.length === 0 || baselines.includes(map.baseline) ? map.baseline : baselines[0]!;
  return { ...map, method, baseline, ...(steps && { steps: steps.initial }) };
}
