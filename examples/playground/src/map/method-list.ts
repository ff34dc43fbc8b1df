import type { MapSettings, MethodName } from '../session/settings.js';

/** What the page shows of a method: its name and the settings that it has. */
export interface MethodInfo {
  readonly label: string;
  /** The baselines it can start from; none if it has no baseline. */
  readonly baselines: readonly MapSettings['baseline'][];
  /** What the setting `steps` means to it; absent if it has no such setting. */
  readonly steps?: { readonly label: string; readonly initial: number; readonly max: number };
}

const all: MethodInfo['baselines'] = ['zeros', 'mean', 'blurred'];

export const methodList: Readonly<Record<MethodName, MethodInfo>> = {
  gradient: { label: 'Gradient', baselines: [] },
  inputXGradient: { label: 'Input × gradient', baselines: [] },
  integratedGradients: {
    label: 'Integrated gradients',
    baselines: all,
    steps: { label: 'Steps', initial: 20, max: 1000 },
  },
  smoothGrad: {
    label: 'SmoothGrad',
    baselines: [],
    steps: { label: 'Noisy copies', initial: 20, max: 1000 },
  },
  guidedBackprop: { label: 'Guided backpropagation', baselines: [] },
  rectifiedGradient: { label: 'Rectified gradient', baselines: [] },
  deconvnet: { label: 'Deconvnet', baselines: [] },
  epsilonLrp: { label: 'ε-LRP', baselines: [] },
  deepLift: { label: 'DeepLIFT', baselines: all },
  gradientShap: {
    label: 'Gradient SHAP (from real inputs)',
    baselines: [],
    steps: { label: 'Draws', initial: 32, max: 1000 },
  },
  occlusion: { label: 'Occlusion', baselines: ['zeros', 'mean'] },
  rise: { label: 'RISE', baselines: all, steps: { label: 'Masks', initial: 500, max: 10_000 } },
  kernelShap: {
    label: 'Kernel SHAP',
    baselines: all,
    steps: { label: 'Coalitions', initial: 200, max: 10_000 },
  },
};

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
