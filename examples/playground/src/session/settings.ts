import { signal } from '@preact/signals';

/** What the page shows, without data: what a link, a JSON file and a program restore. */
export interface Settings {
  readonly source: SourceName;
  readonly engine: EngineName;
  readonly projection: 'pca' | 'umap';
  readonly concept: ConceptSettings | undefined;
  /** The id of the input whose map is shown. */
  readonly input: string | undefined;
  readonly map: MapSettings;
  /** Methods that are drawn side by side. */
  readonly compared: readonly MethodName[];
}

/** The built-in examples, or files of the user, which a link cannot hold. */
export type SourceName = 'faces' | 'tissue' | 'files';
export type EngineName = 'wasm' | 'webgpu';

/** How the concept vector was made. */
export type ConceptSettings =
  | {
      readonly kind: 'attribute';
      readonly attribute: string;
      /** The value that counts as "with"; for booleans `true` by default. */
      readonly value?: string;
      /** For numbers: the share of the inputs that counts as "with", and as "without". Default 0.25. */
      readonly share?: number;
      readonly name?: string;
    }
  | {
      readonly kind: 'examples';
      readonly with: readonly string[];
      /** If empty, all inputs that are not in `with`. */
      readonly without: readonly string[];
      /** Whether some of them were chosen by their latents, so that a high AUC is no evidence. */
      readonly fromScatter?: boolean;
      readonly name?: string;
    }
  | { readonly kind: 'vector'; readonly vector: readonly number[]; readonly name?: string };

export const methodNames = [
  'gradient',
  'inputXGradient',
  'integratedGradients',
  'smoothGrad',
  'guidedBackprop',
  'rectifiedGradient',
  'deconvnet',
  'epsilonLrp',
  'lrp',
  'epsilonPlusFlat',
  'epsilonAlpha2Beta1Flat',
  'deepLift',
  'gradCam',
  'guidedGradCam',
  'attnLrp',
  'cpLrp',
  'gradientTimesAttention',
  'attentionRollout',
  'gradientShap',
  'occlusion',
  'rise',
  'shapley',
  'kernelShap',
  'sobolAttribution',
  'hsicAttribution',
] as const;
export type MethodName = (typeof methodNames)[number];

export interface MapSettings {
  readonly method: MethodName;
  /** What stands for "nothing to see": zeros, the mean of all inputs, or a blurred input. */
  readonly baseline: 'zeros' | 'mean' | 'blurred';
  readonly steps: number;
  readonly sign: 'signed' | 'positive' | 'absolute';
  /** How channels become one number per pixel. */
  readonly channels: 'sum' | 'maxAbs' | 'each';
  /** Opacity of the map over the input, from 0 (input only) to 1 (map only). */
  readonly overlay: number;
}

export const defaultSettings: Settings = {
  source: 'faces',
  engine: 'wasm',
  projection: 'pca',
  concept: { kind: 'attribute', attribute: 'Eyeglasses' },
  input: undefined,
  map: {
    method: 'integratedGradients',
    baseline: 'mean',
    steps: 20,
    sign: 'signed',
    channels: 'sum',
    overlay: 0.7,
  },
  compared: ['gradient', 'integratedGradients', 'guidedBackprop', 'rectifiedGradient'],
};

/** The only state of the page that a link restores. Change it with {@link change}. */
export const settings = signal<Settings>(defaultSettings);

export function change(changes: Partial<Settings>): void {
  settings.value = { ...settings.peek(), ...changes };
}
