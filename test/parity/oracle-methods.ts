import ndarray from 'ndarray';
import type { Explainer } from '../../packages/core/src/index.js';
import {
  deconvnet,
  deepLift,
  epsilonLrp,
  gradient,
  guidedBackprop,
  inputXGradient,
  integratedGradients,
  occlusion,
  type Quadrature,
  rectifiedGradient,
} from '../../packages/explainers/src/index.js';
import { type AttributionRecord, type Oracle, values } from '../oracles.js';
import { gradientShapOfDraws, smoothGradOfDraws } from './oracle-draws.js';

type Args = AttributionRecord['args'];

/** The records that one source computed by one method, and our explainer that must give the same maps. */
export interface OracleMethod {
  /** Our function. */
  readonly method: string;
  /** Its options, as a user would write them; a name without a value differs between records. */
  readonly options: string;
  /** The program that computed the numbers. */
  readonly source: string;
  /** The keys of the records. */
  readonly keys: RegExp;
  explainer(oracle: Oracle, args: Args): Explainer;
  /** Multiplies our map, if the source's definition differs by a factor. */
  factor?(args: Args): number;
}

const CAPTUM = 'Captum';
const DEEP_EXPLAIN = "DeepExplain's rules";
const AUTOGRAD = "PyTorch autograd, the oracle's draws";

const QUADRATURES: Record<string, Quadrature> = {
  gausslegendre: 'gauss-legendre',
  riemann_left: 'riemann-left',
  riemann_right: 'riemann-right',
  riemann_middle: 'riemann-middle',
  riemann_trapezoid: 'trapezoid',
};

const scope = (args: Args) => (args.activations === 'all' ? 'reference' : 'relu');

function baseline(oracle: Oracle, args: Args) {
  const stored = oracle.baselines[args.baseline as 'zero' | 'random'];
  return ndarray(values(stored), stored.shape);
}

const captumPath = (oracle: Oracle, args: Args) =>
  integratedGradients({
    steps: args.n_steps as number,
    quadrature: QUADRATURES[args.method as string]!,
    baseline: baseline(oracle, args),
  });

const rectified = (args: Args) =>
  ({
    activations: scope(args),
    // The published rule also passes units that were not active if the threshold is below 0.
    deadUnits: 'passed',
    borderMask: args.padding_trick === true,
    ...(args.percentile !== undefined && { percentile: args.percentile as number }),
    ...(args.tau !== undefined && { threshold: args.tau as number }),
    indexPrecision: args.index_dtype === 'float32' ? 'float32' : 'float64',
  }) as const;

/** Every method of the oracles. A record belongs to the first method whose keys match. */
export const ORACLE_METHODS: readonly OracleMethod[] = [
  {
    method: 'gradient',
    options: '',
    source: CAPTUM,
    keys: /^captum\.saliency$/,
    explainer: () => gradient(),
  },
  {
    method: 'gradient',
    options: '',
    source: DEEP_EXPLAIN,
    keys: /^deepexplain\.saliency$/,
    explainer: () => gradient(),
  },
  {
    method: 'inputXGradient',
    options: '',
    source: CAPTUM,
    keys: /^captum\.inputxgradient$/,
    explainer: () => inputXGradient(),
  },
  {
    method: 'inputXGradient',
    options: '',
    source: DEEP_EXPLAIN,
    keys: /^deepexplain\.gradxinput$/,
    explainer: () => inputXGradient(),
  },
  {
    method: 'integratedGradients',
    options: "steps: 50, quadrature: 'gauss-legendre', baseline",
    source: CAPTUM,
    keys: /^captum\.ig\.gausslegendre\./,
    explainer: captumPath,
  },
  {
    method: 'integratedGradients',
    options: "steps: 50, quadrature: 'riemann-left' | 'riemann-right' | 'riemann-middle', baseline",
    source: CAPTUM,
    keys: /^captum\.ig\.riemann_(left|right|middle)\./,
    explainer: captumPath,
  },
  {
    method: 'integratedGradients',
    options: "steps: 50, quadrature: 'trapezoid', baseline; × 49/50",
    source: CAPTUM,
    keys: /^captum\.ig\.riemann_trapezoid\./,
    explainer: captumPath,
    // The weights of Captum's trapezoid add up to (n − 1)/n; ours to 1.
    factor: (args) => ((args.n_steps as number) - 1) / (args.n_steps as number),
  },
  {
    method: 'integratedGradients',
    options: "steps: 50, quadrature: 'riemann-right', baseline, pathFromZero: true",
    source: DEEP_EXPLAIN,
    keys: /^deepexplain\.intgrad\./,
    explainer: (oracle, args) =>
      integratedGradients({
        steps: args.steps as number,
        quadrature: 'riemann-right',
        baseline: baseline(oracle, args),
        pathFromZero: true,
      }),
  },
  {
    method: 'gradientShap',
    options: 'baselines, samples: 6, draw',
    source: AUTOGRAD,
    keys: /^noise\.gradientshap$/,
    explainer: gradientShapOfDraws,
  },
  {
    method: 'smoothGrad',
    options: 'samples: 6, draw',
    source: AUTOGRAD,
    keys: /^noise\.smoothgrad$/,
    explainer: (oracle) => smoothGradOfDraws(oracle, 'mean'),
  },
  {
    method: 'smoothGrad',
    options: "samples: 6, draw, aggregate: 'squared'",
    source: AUTOGRAD,
    keys: /^noise\.smoothgrad-sq$/,
    explainer: (oracle) => smoothGradOfDraws(oracle, 'squared'),
  },
  {
    method: 'smoothGrad',
    options: "samples: 6, draw, aggregate: 'variance'",
    source: AUTOGRAD,
    keys: /^noise\.vargrad$/,
    explainer: (oracle) => smoothGradOfDraws(oracle, 'variance'),
  },
  {
    method: 'deepLift',
    options: 'baseline',
    source: CAPTUM,
    keys: /^captum\.deeplift\.(zero|random)$/,
    explainer: (oracle, args) => deepLift({ baseline: baseline(oracle, args) }),
  },
  {
    method: 'deepLift',
    options: "baseline, midpoint: true, activations: 'reference' | 'relu'",
    source: DEEP_EXPLAIN,
    keys: /^deepexplain\.deeplift\./,
    explainer: (oracle, args) =>
      deepLift({ baseline: baseline(oracle, args), midpoint: true, activations: scope(args) }),
  },
  {
    method: 'epsilonLrp',
    options: '',
    source: CAPTUM,
    keys: /^captum\.lrp-epsilon$/,
    explainer: () => epsilonLrp(),
  },
  {
    method: 'epsilonLrp',
    options: "form: 'gradient', activations: 'reference' | 'relu'",
    source: DEEP_EXPLAIN,
    keys: /^deepexplain\.elrp/,
    explainer: (_, args) => epsilonLrp({ form: 'gradient', activations: scope(args) }),
  },
  {
    method: 'guidedBackprop',
    options: '',
    source: CAPTUM,
    keys: /^captum\.guidedbackprop$/,
    explainer: () => guidedBackprop(),
  },
  {
    method: 'guidedBackprop',
    options: "activations: 'reference' | 'relu'",
    source: DEEP_EXPLAIN,
    keys: /^deepexplain\.guidedbp/,
    explainer: (_, args) => guidedBackprop({ activations: scope(args) }),
  },
  {
    method: 'deconvnet',
    options: '',
    source: CAPTUM,
    keys: /^captum\.deconvolution$/,
    explainer: () => deconvnet(),
  },
  {
    method: 'deconvnet',
    options: "activations: 'reference' | 'relu'",
    source: DEEP_EXPLAIN,
    keys: /^deepexplain\.deconv/,
    explainer: (_, args) => deconvnet({ activations: scope(args) }),
  },
  {
    method: 'rectifiedGradient',
    options: "percentile, deadUnits: 'passed', borderMask, activations, indexPrecision",
    source: DEEP_EXPLAIN,
    keys: /^rectgrad\./,
    explainer: (_, args) => rectifiedGradient(rectified(args)),
  },
  {
    method: 'rectifiedGradient',
    options: "threshold, deadUnits: 'passed', borderMask, activations",
    source: DEEP_EXPLAIN,
    keys: /^rectgradconst\./,
    explainer: (_, args) => rectifiedGradient(rectified(args)),
  },
  {
    method: 'rectifiedGradient',
    options: "percentile, importance: 'magnitude', deadUnits: 'passed', borderMask, activations",
    source: DEEP_EXPLAIN,
    keys: /^rectgradmod\./,
    explainer: (_, args) => rectifiedGradient({ ...rectified(args), importance: 'magnitude' }),
  },
  {
    method: 'rectifiedGradient',
    options: "percentile, maxPooling: 'proportional', deadUnits: 'passed', borderMask, activations",
    source: DEEP_EXPLAIN,
    keys: /^rectgradprr\./,
    explainer: (_, args) => rectifiedGradient({ ...rectified(args), maxPooling: 'proportional' }),
  },
  {
    method: 'occlusion',
    options: 'window, strides',
    source: CAPTUM,
    keys: /^captum\.occlusion\./,
    explainer: (_, args) => occlusion({ window: args.window as number[], strides: args.strides as number[] }),
  },
  {
    method: 'occlusion',
    options: 'window, strides, referenceWindows: true',
    source: DEEP_EXPLAIN,
    keys: /^deepexplain\.occlusion\./,
    explainer: (_, args) =>
      occlusion({ window: args.window as number[], strides: args.step as number[], referenceWindows: true }),
  },
];

/** Records that no method here covers, and why. */
export const UNCOVERED: readonly { readonly keys: RegExp; readonly reason: string }[] = [
  {
    keys: /^captum\.deeplift\.(zero|random)\.as-is$/,
    reason:
      'the unmodified result of Captum if a max pool directly follows a ReLU. The order of its hooks loses the ' +
      'max-pool rule, and the map no longer adds up (a bug, not a definition). The same key without `.as-is` contains ' +
      'the values with the rule applied, and is covered',
  },
];

/** The method of a record; undefined if it is {@link UNCOVERED}. @throws if it is neither. */
export function oracleMethod(key: string): OracleMethod | undefined {
  const found = ORACLE_METHODS.find(({ keys }) => keys.test(key));
  if (!found && !UNCOVERED.some(({ keys }) => keys.test(key))) {
    throw new Error(`oracleMethod: the key "${key}" is neither in ORACLE_METHODS nor in UNCOVERED.`);
  }
  return found;
}
