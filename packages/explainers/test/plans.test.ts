import { conceptVector, type Encoder } from '@csm/core';
import {
  type BackwardRule,
  type BackwardRules,
  disposeAttribution,
  type Explainer,
  type GraphNode,
  type TraceOptions,
} from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { blurredBaseline } from '../src/baselines/blurred-baseline.js';
import { counterfactualBaseline } from '../src/baselines/counterfactual-baseline.js';
import { attnLrp } from '../src/methods/attention/attn-lrp.js';
import { cpLrp } from '../src/methods/attention/cp-lrp.js';
import { deconvnet } from '../src/methods/deconvnet.js';
import { deepLift } from '../src/methods/deep-lift.js';
import { epsilonLrp } from '../src/methods/epsilon-lrp.js';
import { gradient } from '../src/methods/gradient.js';
import { gradientShap } from '../src/methods/gradient-shap.js';
import { guidedBackprop } from '../src/methods/guided-backprop.js';
import { inputXGradient } from '../src/methods/input-x-gradient.js';
import { integratedGradients } from '../src/methods/integrated-gradients.js';
import { lrp } from '../src/methods/lrp/lrp.js';
import { occlusion } from '../src/methods/occlusion.js';
import { rectifiedGradient } from '../src/methods/rectified-gradient.js';
import { paperMethods } from '../src/paper/paper-methods.js';
import { scoresFor } from '../src/testing/samples.js';
import { testEncoders } from '../src/testing.js';
import { contrastive } from '../src/wrappers/contrastive.js';
import { overMean } from '../src/wrappers/over-mean.js';
import { smoothGrad } from '../src/wrappers/smooth-grad.js';
import { someDecoder } from './some-decoder.js';

beforeAll(() => useBackend('cpu'));

const encoderOf = () => testEncoders.pooling().encoder;
const baseline = ndarray(new Float32Array(56).fill(0.25), [8, 7, 1]);
const ones = ndarray(new Float32Array(56).fill(1), [1, 8, 7, 1]);

/** Methods with rules, in all their forms. */
const WITH_RULES: Record<string, Explainer> = {
  'guided backprop': guidedBackprop(),
  'guided backprop, all activations': guidedBackprop({ activations: 'all' }),
  deconvnet: deconvnet(),
  'rectified gradient': rectifiedGradient(),
  'rectified gradient, reference': rectifiedGradient({ borderMask: true, maxPooling: 'proportional' }),
  'rectified gradient, threshold': rectifiedGradient({ threshold: 0, importance: 'magnitude' }),
  'ε-LRP': epsilonLrp(),
  'ε-LRP, gradient form': epsilonLrp({ form: 'gradient' }),
  AttnLRP: attnLrp(),
  'AttnLRP, explicit form': attnLrp({ form: 'explicit' }),
  'CP-LRP': cpLrp(),
  LRP: lrp(),
  DeepLIFT: deepLift(),
  'DeepLIFT, a baseline': deepLift({ baseline, midpoint: true }),
  guidedbp: paperMethods.guidedbp(),
  deconv: paperMethods.deconv(),
  elrp: paperMethods.elrp(),
  deeplift: paperMethods.deeplift(),
  rectgrad: paperMethods.rectgrad(),
  rectgradprr: paperMethods.rectgradprr(),
  rectgradmod: paperMethods.rectgradmod(),
  rectgradconst: paperMethods.rectgradconst(),
};

/** What a method requested from an encoder: the rules of each trace and each backward pass, and whether sums are accurate. */
interface Asked {
  readonly traces: TraceOptions[];
  readonly passes: (BackwardRules | undefined)[];
}

async function askedBy(explainer: Explainer, encoder: Encoder): Promise<Asked> {
  const asked: Asked = { traces: [], passes: [] };
  const watched: Encoder = {
    ...encoder,
    async trace(batch, options = {}) {
      asked.traces.push(options);
      const trace = await encoder.trace?.(batch, options);
      if (trace === undefined) throw new Error('no trace');
      return {
        ...trace,
        backward(cotangent, rules, last) {
          asked.passes.push(rules);
          return trace.backward(cotangent, rules, last);
        },
      };
    },
  };
  const inputs = tf.ones([2, ...encoder.inputShape]);
  const target = { encoder: watched, scores: scoresFor(encoder, 1) };
  disposeAttribution(await explainer.attribute(target, inputs, {}).finally(() => inputs.dispose()));
  return asked;
}

const rulesOf = (nodes: readonly GraphNode[], rules: BackwardRules | undefined) =>
  nodes.map((node): BackwardRule | undefined => rules?.(node));

describe.each(Object.entries(WITH_RULES))('the plan of %s', (_name, explainer) => {
  it('has the rules that attribute uses, which can all be recorded', async () => {
    const encoder = encoderOf();
    const nodes = encoder.graph?.nodes ?? [];
    const { plan } = explainer;
    const planned = rulesOf(nodes, plan?.rules);
    expect(planned.filter((rule) => rule !== undefined).length).toBeGreaterThan(0);
    for (const rule of planned) if (rule) expect(rule.emit).toEqual(expect.any(Function));

    const { traces, passes } = await askedBy(explainer, encoder);
    expect(traces).toEqual([{ rules: plan?.rules, accurateSums: plan?.accurateSums ?? false }]);
    expect(passes).toHaveLength(1);
    // The same objects, because a composite makes its rules once.
    rulesOf(nodes, passes[0]).forEach((rule, i) => {
      expect(rule).toBe(planned[i]);
    });
  });
});

describe('the plan of a method without rules', () => {
  it.each<[string, Explainer, object]>([
    ['gradient', gradient(), {}],
    ['saliency', paperMethods.saliency(), {}],
    ['input × gradient', inputXGradient(), { times: 'input' }],
    ['grad*input', paperMethods['grad*input'](), { times: 'input' }],
    [
      'integrated gradients',
      integratedGradients({ steps: 2, quadrature: 'trapezoid', baseline: [0.5, baseline] }),
      {
        points: [
          { at: 0, weight: 0.5 },
          { at: 1, weight: 0.5 },
        ],
        baselines: [0.5, baseline],
        pathFromZero: false,
        times: 'difference',
      },
    ],
    [
      'intgrad',
      paperMethods.intgrad({ steps: 2, baseline: 1 }),
      {
        points: [
          { at: 0.5, weight: 0.5 },
          { at: 1, weight: 0.5 },
        ],
        baselines: [1],
        pathFromZero: true,
        times: 'difference',
      },
    ],
  ])('%s', async (_name, explainer, expected) => {
    expect(explainer.plan).toEqual(expected);
    const { traces } = await askedBy(explainer, encoderOf());
    for (const trace of traces) expect(trace).toEqual({ rules: false, accurateSums: false });
  });
});

describe('there is no plan', () => {
  const decoder = someDecoder({
    inputShape: [8, 7, 1],
    latentSize: 4,
    encode: () => {
      throw new Error('not encoded');
    },
  });
  it.each<[string, Explainer]>([
    ['for steps that depend on the input', integratedGradients({ tolerance: 0.02 })],
    [
      'for a baseline that depends on the input',
      integratedGradients({ baseline: [0, blurredBaseline({ sigma: 1 })] }),
    ],
    [
      'for a baseline of DeepLIFT that depends on the input',
      deepLift({ baseline: blurredBaseline({ sigma: 1 }) }),
    ],
    [
      'for a baseline that depends on the concept',
      deepLift({ baseline: counterfactualBaseline({ decoder, targetScore: 0 }) }),
    ],
    ['for random draws', smoothGrad(gradient())],
    ['for draws of baselines', gradientShap({ baselines: ones })],
    [
      'for maps of other concepts',
      contrastive(gradient(), { concepts: [conceptVector('other', [1, 2, 3, 4])] }),
    ],
    ['for maps over the mean', overMean(gradient(), ones)],
    ['for methods that only encode', occlusion({ window: [2, 2, 1] })],
    ['for published methods that only encode', paperMethods.occlusion()],
    ['for published draws', paperMethods.smoothgrad()],
  ])('%s', (_name, explainer) => {
    expect(explainer).not.toHaveProperty('plan');
  });
});
