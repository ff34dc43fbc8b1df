import {
  conceptVector,
  cosine,
  type Encoder,
  type Explainer,
  explain,
  functionEncoder,
  graphEncoder,
  layersEncoder,
} from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { graphModelOf } from '../../../../test/graph-model.js';
import { images, LATENT, numbers, smallEncoder } from '../../test/small-encoder.js';
import { someDecoder } from '../../test/some-decoder.js';
import {
  ablation,
  contrastive,
  counterfactualBaseline,
  decoderMap,
  deepLift,
  describeEncoder,
  epsilonLrp,
  gradient,
  gradientShap,
  gridFeatures,
  guidedBackprop,
  integratedGradients,
  kernelShap,
  occlusion,
  paperMethods,
  posteriorAverage,
  rectifiedGradient,
  replacement,
  rise,
  shiftAverage,
  smoothGrad,
} from '../index.js';

let small: Encoder;
let explainers: Record<string, Explainer>;

beforeAll(async () => {
  await useBackend('cpu');
  small = smallEncoder('relu');
  explainers = makeExplainers(small);
});

function makeExplainers(encoder: Encoder): Record<string, Explainer> {
  const decoder = someDecoder(encoder);
  return {
    gradient: gradient(),
    intgrad: integratedGradients({ steps: 2 }),
    badBaseline: integratedGradients({ baseline: ndarray(numbers(7, 1), [7]) }),
    counterfactual: integratedGradients({
      steps: 2,
      baseline: counterfactualBaseline({ decoder, alpha: 1 }),
    }),
    shap: gradientShap({ baselines: images(2) }),
    deepLift: deepLift(),
    lrp: epsilonLrp(),
    gradientLrp: epsilonLrp({ form: 'gradient' }),
    guided: guidedBackprop(),
    rectgrad: rectifiedGradient({ percentile: 60 }),
    rectgradMasked: rectifiedGradient({ percentile: 60, borderMask: true }),
    occlusion: occlusion({ window: [3, 3] }),
    largeWindow: occlusion({ window: [9, 9, 9] }),
    ablation: ablation({ features: gridFeatures([6, 5, 2], { size: 3 }) }),
    kernelShap: kernelShap({ samples: 30 }),
    replacement: replacement({ donors: images(3) }),
    rise: rise({ masks: 3 }),
    decoderMap: decoderMap({ decoder, alpha: 1 }),
    contrastive: contrastive(gradient(), { concepts: [conceptVector('other', numbers(LATENT, 5))] }),
    posterior: posteriorAverage(gradient(), { samples: 2 }),
    smooth: smoothGrad(deepLift(), { samples: 2 }),
    shift: shiftAverage(gradient()),
  };
}

/** An encoder that only encodes, and counts its passes. */
function onlyEncodes() {
  const passes = { count: 0 };
  const encoder: Encoder = {
    inputShape: small.inputShape,
    latentSize: LATENT,
    async encode(inputs) {
      passes.count += 1;
      return await small.encode(inputs);
    },
  };
  return { encoder, passes };
}

function recurrent(): Encoder {
  const { layers, sequential } = tfl;
  return layersEncoder(
    sequential({
      layers: [
        layers.gru({ units: 3, inputShape: [6, 10], recurrentInitializer: 'glorotNormal', name: 'memory' }),
        layers.dense({ units: LATENT, name: 'z' }),
      ],
    }),
  );
}

const ENCODERS: Record<string, () => Encoder | Promise<Encoder>> = {
  layers: () => small,
  'without ReLU': () => smallEncoder('tanh'),
  recurrent,
  graph: async () => {
    const { layers, sequential } = tfl;
    const model = sequential({
      layers: [
        layers.conv2d({ filters: 2, kernelSize: 3, activation: 'relu', inputShape: [6, 5, 2] }),
        layers.flatten(),
        layers.dense({ units: LATENT }),
      ],
    });
    return graphEncoder(await graphModelOf(layersEncoder(model).graph!, true));
  },
  function: () =>
    functionEncoder((x) => tf.relu(tf.slice(tf.reshape(x, [-1, 60]), [0, 0], [-1, LATENT])), {
      inputShape: [6, 5, 2],
    }),
  plain: () => onlyEncodes().encoder,
  'without graph': () => {
    const { graph: _, ...rest } = small;
    return rest;
  },
  broken: () => ({
    inputShape: [6, 5, 2],
    latentSize: LATENT,
    encode: () => Promise.reject(new Error('fetch failed')),
  }),
};

describe.each(Object.entries(ENCODERS))('an encoder (%s)', (_, make) => {
  it('is said to work with exactly the methods that explain it, and the reasons are their errors', async () => {
    const encoder = await make();
    const { methods } = await describeEncoder(encoder, explainers);
    expect(methods.map(({ name }) => name)).toEqual(Object.keys(explainers));
    const concept = conceptVector('c', [1, 0, 0, 0]);
    const inputs = ndarray(new Float32Array(60), [1, ...encoder.inputShape]);
    const found: Record<string, string> = {};
    for (const [name, explainer] of Object.entries(explainers)) {
      found[name] = await explain(encoder, concept, inputs, explainer, { onWarning: () => {} }).then(
        () => 'works',
        (error: Error) => error.message,
      );
    }
    expect(Object.fromEntries(methods.map(({ name, reason }) => [name, reason ?? 'works']))).toEqual(found);
    expect(methods.every(({ works, reason }) => works === (reason === undefined))).toBe(true);
  });

  it('leaves no tensors', async () => {
    const encoder = await make();
    const before = tf.memory().numTensors;
    await describeEncoder(encoder, explainers);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('describeEncoder', () => {
  it('describes the operations, as data and as text', async () => {
    const { layers, sequential } = tfl;
    const model = sequential({
      layers: [
        layers.conv2d({ filters: 2, kernelSize: 3, activation: 'relu', inputShape: [6, 5, 1], name: 'c' }),
        layers.flatten({ name: 'f' }),
        layers.dense({ units: 3, name: 'z' }),
      ],
    });
    const encoder = layersEncoder(model);
    const { text, ...data } = await describeEncoder(encoder, [
      gradient(),
      guidedBackprop(),
      posteriorAverage(gradient()),
      rectifiedGradient({ percentile: 100 }),
    ]);
    expect(data).toMatchObject({
      inputShape: [6, 5, 1],
      layout: 'channelsLast',
      latentSize: 3,
      hasDerivative: true,
      hasPosterior: false,
      hasGraph: true,
      problems: [],
      kinds: { input: 1, convolution: 1, relu: 1, reshape: 1, dense: 1 },
      parameters: model.countParams(),
      hidden: [],
    });
    expect(data.nodes.slice(1)).toEqual([
      {
        name: 'c',
        kind: 'convolution',
        operation: 'convolution',
        inputs: [data.nodes[0]!.name],
        outputShape: [4, 3, 2],
        parameters: 20,
      },
      {
        name: 'c/relu',
        kind: 'activation',
        operation: 'relu',
        inputs: ['c'],
        outputShape: [4, 3, 2],
        parameters: 0,
      },
      {
        name: 'f',
        kind: 'reshape',
        operation: 'reshape',
        inputs: ['c/relu'],
        outputShape: [24],
        parameters: 0,
      },
      { name: 'z', kind: 'dense', operation: 'dense', inputs: ['f'], outputShape: [3], parameters: 75 },
    ]);
    expect(structuredClone(data)).toEqual(data);
    const input = data.nodes[0]!.name;
    expect(text.replaceAll(input, 'input_1'.padEnd(input.length).trimEnd()).replace(/ {2,}/g, '  ')).toBe(
      [
        "Inputs [6, 5, 1], channels last; 3 latent dimensions; a derivative; the posterior's standard deviation is unknown.",
        '5 nodes with 95 parameters: 1 input, 1 convolution, 1 relu, 1 reshape, 1 dense.',
        'No node hides a nonlinearity.',
        '',
        'node  operation  output  parameters',
        'input_1  input  [6, 5, 1]',
        'c  convolution  [4, 3, 2]  20',
        'c/relu  relu  [4, 3, 2]',
        'f  reshape  [24]',
        'z  dense  [3]  75',
        '',
        'Methods that work: gradient, guided backprop, rectified gradient.',
        `  rectified gradient warns: ${data.methods[3]!.warnings[0]}`,
        'Methods that do not work:',
        `  posterior average of gradient: ${data.methods[2]!.reason}`,
      ].join('\n'),
    );
  });

  it('names what is hidden', async () => {
    const { hidden, text, kinds } = await describeEncoder(recurrent());
    expect(hidden).toEqual([{ name: 'memory', operation: 'GRU', hidesNonlinearity: true }]);
    expect(kinds).toEqual({ input: 1, GRU: 1, dense: 1 });
    expect(text).toContain('Nodes that may hide a nonlinearity from backward rules: "memory" (GRU).');
  });

  it('counts weights that layers share once', async () => {
    const shared = tfl.layers.dense({ units: 4, name: 'shared' });
    const input = tfl.input({ shape: [4] });
    const model = tfl.model({
      inputs: input,
      outputs: shared.apply(shared.apply(input)) as tfl.SymbolicTensor,
    });
    const { parameters, nodes } = await describeEncoder(layersEncoder(model));
    expect(parameters).toBe(20);
    expect(nodes.map((node) => node.parameters)).toEqual([0, 20, 20]);
  });

  it('encodes once per method that only encodes, and says so', async () => {
    const { encoder, passes } = onlyEncodes();
    const { methods, hasDerivative, text, nodes } = await describeEncoder(encoder, {
      gradient,
      occlusion: occlusion({ window: [1, 1] }),
    });
    expect(hasDerivative).toBe(false);
    expect(nodes).toEqual([]);
    expect(methods.map(({ works, triedBy }) => [works, triedBy])).toEqual([
      [false, 'checks'],
      [true, 'run'],
    ]);
    // One of the encoder, three of the check whether it is deterministic, one of occlusion.
    expect(passes.count).toBe(5);
    expect(text).toContain('no derivative');
    expect(text).toContain('The operations are not visible.');
    expect(text).toContain('Tried on one input (zeros): occlusion.');
    expect(text).toContain('  gradient: gradient: the method needs an encoder with a derivative');
  });

  it('takes paperMethods, a concept, and an input', async () => {
    const { methods } = await describeEncoder(small, paperMethods, {
      concept: cosine(conceptVector('smiling', numbers(LATENT, 1))),
      input: images(2),
    });
    expect(methods.filter(({ works }) => !works).map(({ name, reason }) => [name, reason])).toEqual([
      ['deeplift', expect.stringMatching(/^deepLift: the score of "smiling" must be affine/)],
    ]);
    const named = conceptVector('c', [1, 2]);
    const run = describeEncoder(small, [gradient()], { concept: named });
    await expect(run).rejects.toThrow(
      'describeEncoder: concept "c" has 2 components; the encoder\'s latent size is 4.',
    );
  });

  it('reports the error of an encoder that draws random numbers, and of one that fails', async () => {
    const random: Encoder = {
      inputShape: [3],
      latentSize: 2,
      encode: ({ shape: [batch] }) => tf.randomNormal([batch!, 2]) as tf.Tensor2D,
    };
    expect((await describeEncoder(random)).problems).toEqual([
      expect.stringMatching(/^explain: the encoder must return the same latents each time/),
    ]);
    const { problems, text } = await describeEncoder(await ENCODERS.broken!(), [
      occlusion({ window: [1, 1] }),
    ]);
    expect(problems).toEqual(['fetch failed']);
    expect(text).toContain('Problem: fetch failed');
  });

  it('finds rules that cannot reach a nonlinearity in an explainer without a check', async () => {
    const { check: _, ...unchecked } = guidedBackprop();
    const own: Explainer = {
      name: 'own',
      async attribute({ encoder, scores }, inputs) {
        const trace = await encoder.trace!(inputs);
        try {
          return { maps: [await trace.backward(scores[0]!.cotangent(trace.latent), () => undefined)] };
        } finally {
          trace.dispose();
        }
      },
    };
    const { methods } = await describeEncoder(recurrent(), [unchecked, own]);
    expect(methods.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^guidedBackprop: layer "memory"/),
      expect.stringMatching(/^backward: layer "memory"/),
    ]);
  });

  it('rejects invalid arguments, and stops', async () => {
    await expect(describeEncoder({} as never)).rejects.toThrow('describeEncoder: expected an Encoder');
    await expect(describeEncoder(small, 3 as never)).rejects.toThrow(
      'expected a list or a record of explainers',
    );
    await expect(describeEncoder(small, [3 as never])).rejects.toThrow(
      'describeEncoder: expected an Explainer',
    );
    await expect(describeEncoder(small, [], { inputs: 1 } as never)).rejects.toThrow(
      'unknown option "inputs"',
    );
    await expect(describeEncoder(small, [], { input: ndarray([1], [1, 1]) })).rejects.toThrow(
      'describeEncoder: the input must have shape [1, 6, 5, 2]; got [1, 1].',
    );
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(describeEncoder(small, [], { signal })).rejects.toThrow('stop');
  });
});
