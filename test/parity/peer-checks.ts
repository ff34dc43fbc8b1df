import ndarray, { type NdArray } from 'ndarray';
import {
  type ConceptScore,
  conceptVector,
  dotProduct,
  type Encoder,
  type Explainer,
  encode,
  explain,
  latentDimension,
  packInputs,
  unpackMaps,
} from '../../packages/core/src/index.js';
import {
  deepLift,
  epsilonLrp,
  gradient,
  gridFeatures,
  guidedBackprop,
  inputXGradient,
  integratedGradients,
  kernelShap,
  occlusion,
  type RectifiedGradientOptions,
  rectifiedGradient,
} from '../../packages/explainers/src/index.js';
import { flat, type Nested, type PeerCase, shapeOf } from './peer-cases.js';
import { peerEncoder } from './peer-models.js';

/** How a peer's case is checked. */
export interface PeerCheck {
  /** Our call, as a user would write it. */
  readonly ours: string;
  /** Our numbers, in the order of the expected ones. */
  run(peer: PeerCase): Promise<number[]>;
  /** The numbers that we expect, if the case's definition differs from ours. */
  expected?(peer: PeerCase): number[];
}

/** The checks of all cases of attribution methods that this library has. */
export const PEER_CHECKS: Readonly<Record<string, PeerCheck>> = {
  'derived.ig.multilayer': {
    ours: 'integratedGradients()',
    run: (peer) => maps(peer, integratedGradients({ baseline: baselineOf(peer) })),
  },
  'derived.gradient.conv': { ours: 'gradient()', run: (peer) => maps(peer, gradient()) },
  'deepexplain.forward.simple': {
    ours: 'encode',
    run: (peer) => withEncoder(peer, async (encoder, inputs) => [...(await encode(encoder, inputs)).data]),
  },
  'deepexplain.saliency': {
    ours: '|gradient()|',
    run: async (peer) => (await maps(peer, gradient())).map(Math.abs),
  },
  'deepexplain.gradxinput': { ours: 'inputXGradient()', run: (peer) => maps(peer, inputXGradient()) },
  'deepexplain.intgrad': {
    ours: "integratedGradients({ quadrature: 'riemann-right', steps: 100 })",
    run: (peer) => maps(peer, rightRiemann(peer)),
  },
  'deepexplain.intgrad_base': {
    ours: "integratedGradients({ quadrature: 'riemann-right', steps: 100, baseline })",
    run: (peer) => maps(peer, rightRiemann(peer)),
  },
  'NEGATIVE.fork_intgrad_base': {
    ours: "integratedGradients({ quadrature: 'riemann-right', pathFromZero: true, baseline })",
    run: (peer) => maps(peer, rightRiemann(peer, true)),
  },
  'deepexplain.elrp': {
    ours: "epsilonLrp({ form: 'gradient', epsilon: 1e-9 })",
    run: (peer) => maps(peer, epsilonLrp({ form: 'gradient', epsilon: peer.args.epsilon as number })),
  },
  'deepexplain.deeplift': {
    ours: 'deepLift({ baseline })',
    run: (peer) => maps(peer, deepLift({ baseline: baselineOf(peer) })),
  },
  'deepexplain.deeplift_self': {
    ours: 'deepLift({ baseline })',
    run: (peer) => maps(peer, deepLift({ baseline: baselineOf(peer) })),
  },
  'deepexplain.occlusion': {
    ours: 'occlusion({ window: [1] })',
    run: (peer) => maps(peer, occlusion({ window: [1] })),
  },
  'deepexplain.occlusion_window': {
    ours: 'occlusion({ window: [2], referenceWindows: true })',
    run: (peer) => maps(peer, occlusion({ window: peer.args.window as number[], referenceWindows: true })),
  },
  'deepexplain.occlusion_nan': {
    ours: 'occlusion({ window: [1], strides: [2], referenceWindows: true })',
    run: (peer) =>
      maps(
        peer,
        occlusion({
          window: peer.args.window as number[],
          strides: [peer.args.step as number],
          referenceWindows: true,
        }),
      ),
    // If no window covers an element, the peer gives NaN and we give 0, as documented for the option.
    expected: (peer) => flat(peer.expected).map((value) => (Number.isNaN(value) ? 0 : value)),
  },
  'deepexplain.shapley_min': { ours: 'kernelShap()', run: (peer) => maps(peer, kernelShap()) },
  'deepexplain.shapley_dims': {
    ours: 'kernelShap({ features }), one value per row',
    // The peer gives one number per feature, and we one per member.
    run: async (peer) => {
      const features = gridFeatures([2, 2], { size: 1 });
      return (await maps(peer, kernelShap({ features }))).filter((_, i) => i % 2 === 0);
    },
  },
  'deepexplain.multi_input': {
    ours: 'inputXGradient(), deepLift(), integratedGradients(), epsilonLrp({ form: … })',
    run: async (peer) => {
      const all = await Promise.all(MULTI_INPUT_METHODS.map((explainer) => maps(peer, explainer)));
      return all.flat();
    },
    expected: (peer) => MULTI_INPUT_METHODS.flatMap(() => flat(peer.expected)),
  },
  'pair.ig': {
    ours: 'integratedGradients({ steps: 1000, baseline })',
    run: (peer) => maps(peer, integratedGradients({ steps: 1000, baseline: baselineOf(peer) })),
  },
  'pair.ig.quadratic': {
    ours: 'integratedGradients({ steps: 1000, baseline })',
    run: (peer) => maps(peer, integratedGradients({ steps: 1000, baseline: baselineOf(peer) })),
  },
  'pair.occlusion': {
    ours: 'occlusion({ window: [3, 3], strides: [1, 1] }), × windows over a feature',
    run: async (peer) => {
      const map = await maps(peer, occlusion({ window: [3, 3], strides: [1, 1] }));
      // The peer adds the drops, we average them: windows of 3 cover 5 positions 1, 2, 3, 2 and 1 times.
      const windows = [1, 2, 3, 2, 1];
      return map.map((value, i) => value * windows[Math.floor(i / 5)]! * windows[i % 5]!);
    },
  },
  ...Object.fromEntries(
    [0, 50, 80, 98].map((percentile) => [
      `derived.rectgrad.mlp_q${percentile}`,
      {
        ours: `rectifiedGradient({ percentile: ${percentile}, deadUnits: 'passed' })`,
        run: (peer: PeerCase) => maps(peer, rectifiedGradient({ percentile, deadUnits: 'passed' })),
      },
    ]),
  ),
  'derived.rectgrad.dead_unit_leak': {
    ours: "rectifiedGradient({ percentile: 0, deadUnits: 'passed' and 'masked' })",
    run: async (peer) => [
      ...(await maps(peer, rectifiedGradient({ percentile: 0, deadUnits: 'passed' }))),
      ...(await maps(peer, rectifiedGradient({ percentile: 0, deadUnits: 'masked' }))),
    ],
    // The case is the gradient; our map is the gradient times the input.
    expected: (peer) =>
      [peer.expected, peer.args.with_relu_mask as Nested].flatMap((rule) => timesInput(rule, peer)),
  },
  'derived.rectgradconst.tau0': {
    ours: 'rectifiedGradient({ threshold: 0 })',
    run: (peer) => maps(peer, rectifiedGradient({ threshold: peer.args.tau as number })),
  },
  'derived.rectgradconst_vs_guided': {
    ours: 'guidedBackprop()',
    run: (peer) => maps(peer, guidedBackprop()),
  },
  'derived.prr.pool': {
    ours: "rectifiedGradient({ maxPooling: 'proportional' })",
    run: (peer) => maps(peer, quiet({ maxPooling: 'proportional' })),
    expected: (peer) => timesInput(peer.expected, peer),
  },
  'derived.padding_trick': {
    ours: 'rectifiedGradient({ borderMask: true })',
    run: (peer) => {
      const arriving = conceptVector('arriving gradient', flat(peer.inputs));
      const ones = { ...peer, inputs: [[[Array.from({ length: 4 }, () => [1, 1, 1, 1])]]] };
      return maps(ones, quiet({ borderMask: true }), dotProduct(arriving));
    },
  },
  'derived.reused_relu.gradient': { ours: 'gradient()', run: (peer) => maps(peer, gradient()) },
  'derived.reused_relu.guided_backprop': {
    ours: 'guidedBackprop()',
    run: (peer) => maps(peer, guidedBackprop()),
  },
};

/** Cases that other packages test, with the test file. */
export const PEER_CASES_ELSEWHERE: Readonly<Record<string, string>> = {
  'derived.concept.mean_difference': 'packages/core/test/peer-tests.test.ts',
  'derived.concept.pattern_cav': 'packages/core/test/peer-tests.test.ts',
  'innvestigate.perturbation': 'packages/evaluate/src/faithfulness/perturbation-curve.test.ts',
  'interfacegan.traverse': 'packages/models/src/latent/traverse-latent.test.ts',
  'rectgrad.preprocess': 'packages/render/test/peer-tests.test.ts',
};

/** Cases of methods that this library does not have. */
export const PEER_CASES_OUT_OF_SCOPE: Readonly<Record<string, string>> = {
  'interfacegan.project':
    'projecting a concept off another, which over-corrects if labels go together; `partialConcept` replaces it',
  'pair.guided_ig.linear': 'guided integrated gradients, which this library does not have',
  'pair.guided_ig.unbounded': 'guided integrated gradients, which this library does not have',
  'pair.gradcam':
    "Grad-CAM, a map of one layer's channels, not of the input, which this library does not have",
};

const MULTI_INPUT_METHODS = [
  inputXGradient(),
  deepLift(),
  integratedGradients(),
  epsilonLrp({ form: 'gradient', epsilon: 1e-9 }),
];

const rightRiemann = (peer: PeerCase, pathFromZero = false) =>
  integratedGradients({
    steps: peer.args.steps as number,
    quadrature: 'riemann-right',
    baseline: baselineOf(peer),
    pathFromZero,
  });

/** Rectified gradient with percentile 0, to test its effect at layers other than ReLU. */
const quiet = (options: RectifiedGradientOptions) => rectifiedGradient({ percentile: 0, ...options });

/** Our maps for a case, flattened in the peer's order (channels first); those of several inputs one after another. */
async function maps(peer: PeerCase, explainer: Explainer, score?: ConceptScore): Promise<number[]> {
  return withEncoder(peer, async (encoder, inputs) => {
    const asked = score ?? scoreOf(peer, encoder.latentSize);
    // For tiny networks some percentiles pass nothing, which causes a warning.
    const options = { onWarning: () => undefined };
    const { maps: found } = await explain(encoder, asked, inputs, explainer, options);
    if (peer.inputs.length === 1) return [...found.data];
    return Object.values(unpackMaps(encoder, found)).flatMap((map) => [...map.data]);
  });
}

async function withEncoder<T>(
  peer: PeerCase,
  use: (encoder: Encoder, inputs: NdArray) => Promise<T>,
): Promise<T> {
  const parts = peer.inputs.map((input) => batchOf(input, peer));
  const { encoder, dispose } = peerEncoder(peer.model, parts[0]!.shape.slice(1));
  try {
    if (parts.length === 1) return await use(encoder, parts[0]!);
    return await use(encoder, packInputs(encoder, Object.fromEntries(parts.map((x, i) => [`X${i + 1}`, x]))));
  } finally {
    dispose();
  }
}

/** An input as a batch, channels last. Images have one channel, so only the axis moves and the numbers keep their order. */
function batchOf(input: Nested, { id }: PeerCase): NdArray<Float32Array> {
  const [first, ...rest] = shapeOf(input);
  const values = Float32Array.from(flat(input));
  // PAIR's inputs are single samples.
  if (id.startsWith('pair.')) return ndarray(values, [1, first!, ...rest]);
  const [channels, height, width] = rest;
  return ndarray(values, rest.length === 3 ? [first!, height!, width!, channels!] : [first!, ...rest]);
}

function baselineOf({ baselines = 0 }: PeerCase): number | NdArray<Float32Array> {
  if (typeof baselines === 'number') return baselines;
  const values = flat(baselines);
  return ndarray(Float32Array.from(values), [values.length]);
}

function scoreOf({ target }: PeerCase, latentSize: number): ConceptScore {
  if (target !== undefined) return latentDimension(target, latentSize);
  return dotProduct(conceptVector('sum of outputs', new Float32Array(latentSize).fill(1)));
}

function timesInput(rule: Nested, peer: PeerCase): number[] {
  const inputs = flat(peer.inputs);
  return flat(rule).map((value, i) => value * inputs[i]!);
}
