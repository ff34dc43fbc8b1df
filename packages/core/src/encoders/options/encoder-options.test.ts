import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { bytes, graphModelOf, integers, loadGraphDef, placeholder } from '../../../../../test/graph-model.js';
import { expectSame, random, vaeEncoder } from '../../../test/small-models.js';
import { conceptVector } from '../../concepts/concept-vector.js';
import { encode } from '../../encode/encode.js';
import { latentJacobian } from '../../encode/latent-jacobian.js';
import { explain } from '../../explain/explain.js';
import type { Explainer } from '../../explain/explainer.js';
import { scoreGradients } from '../../explain/score-gradients.js';
import type { TfjsEncoder } from '../encoder.js';
import type { EncoderOptions } from '../encoder-options.js';
import { graphEncoder } from '../graph-model/graph-encoder.js';
import { layersEncoder } from '../layers-model/layers-encoder.js';
import { packInputs, unpackMaps } from '../pack-inputs.js';

const { layers } = tfl;
type Symbolic = tfl.SymbolicTensor;

/** The encoder computes a function: same latents and gradient. */
async function expectFunction(
  encoder: TfjsEncoder,
  x: tf.Tensor,
  f: (x: tf.Tensor) => tf.Tensor,
): Promise<void> {
  const expected = f(x);
  const cotangent = random(expected.shape, 9) as tf.Tensor2D;
  expect(encoder.inputShape).toEqual(x.shape.slice(1));
  expectSame(encoder.encode(x), expected);
  const trace = encoder.trace(x);
  expectSame(trace.latent, expected);
  expectSame(await trace.backward(cotangent), tf.grad(f)(x, cotangent));
  trace.dispose();
}

const apply = (model: tfl.LayersModel, x: tf.Tensor | tf.Tensor[]): tf.Tensor =>
  [model.apply(x, { training: false })].flat()[0] as tf.Tensor;

const gradient: Explainer = {
  name: 'gradient',
  linear: true,
  async attribute({ encoder, scores }, inputs, run) {
    const trace = await encoder.trace!(inputs, { rules: false });
    const maps = await scoreGradients(trace, scores, run);
    trace.dispose();
    return { maps };
  },
};

/** A convolutional model with latents [batch, 4, 3, 5], or channels first [batch, 5, 4, 3]. */
function spatialModel(dataFormat: 'channelsFirst' | 'channelsLast' = 'channelsLast'): tfl.LayersModel {
  const shape = dataFormat === 'channelsLast' ? [8, 6, 2] : [2, 8, 6];
  const input = tfl.input({ shape });
  const conv = (filters: number, strides: number, name: string) =>
    layers.conv2d({
      filters,
      kernelSize: 3,
      strides,
      padding: 'same',
      dataFormat,
      name,
      kernelInitializer: tfl.initializers.glorotNormal({ seed: filters }),
    });
  const h = layers.reLU({ name: 'h' }).apply(conv(6, 1, 'first').apply(input)) as Symbolic;
  const mean = conv(5, 2, 'z_mean').apply(h) as Symbolic;
  const logVariance = conv(5, 2, 'z_log_var').apply(h) as Symbolic;
  return tfl.model({ inputs: input, outputs: [mean, logVariance] });
}

/** A model of an image and a condition, which it embeds. */
function conditional(): tfl.LayersModel {
  const image = tfl.input({ shape: [3, 2], name: 'image' });
  const label = tfl.input({ shape: [1], name: 'label' });
  const weights = tfl.initializers.randomNormal({ seed: 3 });
  const embedded = layers
    .flatten()
    .apply(
      layers
        .embedding({ inputDim: 5, outputDim: 4, name: 'embedded', embeddingsInitializer: weights })
        .apply(label),
    );
  const all = layers.concatenate().apply([layers.flatten().apply(image) as Symbolic, embedded as Symbolic]);
  const h = layers.dense({ units: 6, activation: 'tanh', kernelInitializer: weights }).apply(all);
  const z = layers.dense({ units: 3, name: 'z', kernelInitializer: weights }).apply(h) as Symbolic;
  const logVariance = layers
    .dense({ units: 3, name: 'z_log_var', kernelInitializer: weights })
    .apply(h) as Symbolic;
  return tfl.model({ inputs: [image, label], outputs: [z, logVariance] });
}

describe.each(BACKENDS)('the options of encoders on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    tf.engine().startScope();
  });
  afterAll(() => tf.engine().endScope());

  describe('latent', () => {
    it('flattens a spatial latent and its σ in the order of their axes', async () => {
      for (const format of ['channelsLast', 'channelsFirst'] as const) {
        if (format === 'channelsFirst' && backend !== 'cpu') continue;
        const model = spatialModel(format);
        const encoder = layersEncoder(model, { output: 'z_mean', latent: 'flatten' });
        const x = random([2, ...encoder.inputShape]);
        const trace = encoder.trace(x);
        expect([encoder.latentSize, trace.latent.shape]).toEqual([60, [2, 60]]);
        trace.dispose();
        const noise = random([2, 60], 4) as tf.Tensor2D;
        const last = format === 'channelsLast' ? x : tf.transpose(x, [0, 2, 3, 1]);
        const [mean, logVariance] = spatialForward(model, last).map((each) =>
          tf.reshape(format === 'channelsLast' ? each : tf.transpose(each, [0, 3, 1, 2]), [2, 60]),
        ) as [tf.Tensor, tf.Tensor];
        expectSame(encoder.encode(x), mean);
        const drawn = tf.add(mean, tf.mul(noise, tf.exp(tf.mul(logVariance, 0.5))));
        expectSame(encoder.sampled!(noise).encode(x), drawn);
      }
    });

    it.each(['mean', 'max'] as const)('takes the %s over places, which the layout tells', async (latent) => {
      const pool = latent === 'mean' ? tf.mean : tf.max;
      const model = spatialModel();
      const f = (x: tf.Tensor) => pool(spatialForward(model, x)[0] as tf.Tensor, [1, 2]);
      const encoder = layersEncoder(model, { output: 'z_mean', latent });
      await expectFunction(encoder, random([2, 8, 6, 2]), f);
      expect(encoder.sampled).toBeUndefined();
      const first = layersEncoder(spatialModel('channelsFirst'), { output: 'z_mean', latent });
      expect([first.latentSize, first.layout]).toEqual([5, 'channelsFirst']);
      const ofAxes = layersEncoder(model, {
        output: 'z_mean',
        latent: latent === 'mean' ? { mean: [2] } : { max: [2] },
      });
      expectSame(
        ofAxes.encode(random([2, 8, 6, 2])),
        tf.reshape(pool(spatialForward(model, random([2, 8, 6, 2]))[0] as tf.Tensor, 3), [2, 12]),
      );
    });

    it('selects channels of a spatial output', () => {
      const x = random([2, 8, 6, 2]);
      const model = spatialModel();
      const [mean] = spatialForward(model, x) as [tf.Tensor];
      const columns = { name: 'z_mean', columns: [1, 3] } as const;
      const expected = tf.slice(mean, [0, 0, 0, 1], [2, 4, 3, 2]);
      expectSame(
        layersEncoder(model, { output: columns, latent: 'flatten' }).encode(x),
        tf.reshape(expected, [2, 24]),
      );
      expectSame(
        layersEncoder(model, { output: columns, latent: 'mean' }).encode(x),
        tf.mean(expected, [1, 2]),
      );
    });

    it('is asked for, and refused where it makes no sense', () => {
      const model = spatialModel();
      const encoder = (options: EncoderOptions) => () => layersEncoder(model, options);
      expect(encoder({ output: 'z_mean' })).toThrow(
        `layersEncoder: the latent must have shape [batch, n]; the output of "z_mean" has shape [batch,4,3,5]; pass { latent: 'flatten' }, 'mean' or 'max'`,
      );
      expect(encoder({ output: 'z_mean', latent: 'mean', logVariance: 'z_log_var' })).toThrow(
        /logVariance must be left out if latent is a mean or maximum over places, whose σ is unknown/,
      );
      expect(encoder({ output: 'z_mean', latent: 'sum' as 'mean' })).toThrow(
        /latent must be 'flatten', 'mean' or 'max'/,
      );
      expect(encoder({ output: 'z_mean', latent: { mean: [3] } })).toThrow(
        /must name some of the axes 0 to 2/,
      );
      expect(() => layersEncoder(vaeEncoder(), { latent: 'mean' })).toThrow(/for spatial latents/);
      const tokens = tfl.sequential({ layers: [layers.dense({ units: 3, inputShape: [6, 4] })] });
      expect(() => layersEncoder(tokens, { latent: 'mean' })).toThrow(
        /the axes of the places of .* are unknown; pass \{ layout/,
      );
      expect(layersEncoder(tokens, { latent: 'mean', layout: 'channelsLast' }).latentSize).toBe(3);
    });
  });

  describe('input', () => {
    it('starts at a hidden layer', async () => {
      const model = vaeEncoder();
      const norm = model.layers.find((layer) => layer.getClassName() === 'BatchNormalization')!;
      const encoder = layersEncoder(model, { input: norm.name });
      const part = tfl.input({ shape: encoder.inputShape as number[] });
      const after = model.layers
        .slice(model.layers.indexOf(norm) + 1)
        .filter(({ name }) => name !== 'z_log_var');
      const f = (x: tf.Tensor) =>
        after.reduce((h, layer) => layer.apply(h, { training: false }) as tf.Tensor, x);
      expect(part.shape.slice(1)).toEqual([5, 4, 6]);
      await expectFunction(encoder, random([3, 5, 4, 6]), f);
      const before = layersEncoder(model, { output: 'z_mean' });
      const x = random([2, 9, 8, 2]);
      const hidden = tfl.model({ inputs: model.inputs, outputs: norm.output as Symbolic });
      expectSame(encoder.encode(apply(hidden, x)), before.encode(x));
    });

    it("starts at an Embedding's output, with another input next to it", async () => {
      const model = conditional();
      const encoder = layersEncoder(model, { output: 'z', input: ['image', 'embedded'] });
      const [image, label] = [random([2, 3, 2]), tf.tensor2d([[1], [4]])];
      const embedded = model.getLayer('embedded').apply(label) as tf.Tensor;
      const packed = packInputs(encoder, {
        image: ndarray((await image.data()) as Float32Array, [2, 3, 2]),
        embedded: ndarray((await embedded.data()) as Float32Array, embedded.shape),
      });
      const x = tf.tensor(packed.data, packed.shape);
      expectSame(encoder.encode(x), apply(model, [image, label]));
      const trace = encoder.trace(x);
      const maps = await trace.backward(tf.ones([2, 3]));
      expect(
        Object.keys(unpackMaps(encoder, ndarray((await maps.data()) as Float32Array, maps.shape))),
      ).toEqual(['image', 'embedded']);
      trace.dispose();
    });

    it('refuses unknown names, and tensors through which not everything goes', () => {
      const encoder = (input: EncoderOptions['input']) => () =>
        layersEncoder(conditional(), { output: 'z', input });
      expect(encoder('embeded')).toThrow(
        /the model has no input, layer or tensor "embeded"; did you mean|valid names/,
      );
      expect(encoder('embedded')).toThrow(
        /must depend on the model's inputs only through "embedded"; it also depends on input "image"/,
      );
      expect(encoder(['image', 'embedded', 'z_log_var'])).toThrow(/does not depend on "z_log_var"/);
      expect(encoder([])).toThrow(/input must be the name of a layer or tensor/);
      expect(encoder(['image', 'image'])).toThrow(/several different names/);
    });
  });

  describe('inputShape', () => {
    it('gives a fully convolutional model its shape', async () => {
      const input = tfl.input({ shape: [null, null, 2] });
      const conv = layers.conv2d({
        filters: 4,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        activation: 'relu',
      });
      const model = tfl.model({
        inputs: input,
        outputs: layers.globalAveragePooling2d({}).apply(conv.apply(input)) as Symbolic,
      });
      const encoder = layersEncoder(model, { inputShape: [7, 6, 2] });
      await expectFunction(encoder, random([2, 7, 6, 2]), (x) => apply(model, x));
      expect(encoder.graph!.nodes.map(({ outputShape }) => outputShape)).toEqual([
        [7, 6, 2],
        [4, 3, 4],
        [4, 3, 4],
        [4],
      ]);
      const spatial = tfl.model({ inputs: input, outputs: conv.apply(input) as Symbolic });
      await expectFunction(
        layersEncoder(spatial, { inputShape: [7, 6, 2], latent: 'flatten' }),
        random([2, 7, 6, 2]),
        (x) => tf.reshape(apply(spatial, x), [2, 48]),
      );
      expect(() => layersEncoder(model)).toThrow(
        /the input shape must be fixed; input .* has \[any,any,2\]; pass it/,
      );
      expect(() => layersEncoder(spatial, { latent: 'flatten' })).toThrow(
        /pass the shape of the input with \{ inputShape \}/,
      );
      expect(() => layersEncoder(model, { inputShape: [7, 6, 3] })).toThrow(
        /inputShape must fit input .* of shape \[any,any,2\]; got \[7,6,3\]/,
      );
      expect(() => layersEncoder(model, { inputShape: [0, 6, 2] })).toThrow(/positive whole numbers/);
      expect(() => layersEncoder(model, { inputShape: { other: [7, 6, 2] } })).toThrow(/no input "other"/);
    });
  });

  describe('given', () => {
    it('fixes an input for all samples, through an Embedding', async () => {
      const model = conditional();
      for (const label of [3, ndarray(Float32Array.of(3), [1])]) {
        const encoder = layersEncoder(model, { output: 'z', given: { label } });
        const of = (count: number) => tf.fill([count, 1], 3);
        expect([encoder.samples, encoder.slice]).toEqual([undefined, undefined]);
        const f = (x: tf.Tensor) => apply(model, [x, of(x.shape[0]!)]);
        await expectFunction(encoder, random([4, 3, 2]), f);
        await expectFunction(encoder, random([1, 3, 2]), f);
        encoder.dispose!();
        expect(() => encoder.encode(random([1, 3, 2]))).toThrow(/disposed/);
      }
    });

    it('takes values per sample, which repeat in larger batches and follow slices', async () => {
      const model = conditional();
      const labels = Float32Array.of(0, 3, 1, 4, 2);
      const encoder = layersEncoder(model, {
        output: 'z',
        logVariance: 'z_log_var',
        given: { label: ndarray(labels, [5, 1]) },
      });
      const x = random([5, 3, 2]);
      const label = tf.tensor2d(labels, [5, 1]);
      const expected = apply(model, [x, label]) as tf.Tensor2D;
      expect(encoder.samples).toBe(5);
      await expectFunction(encoder, x, (input) => apply(model, [input, label]));
      expectSame(encoder.encode(tf.concat([x, x])), tf.concat([expected, expected]));
      expectSame(
        encoder.slice!(1, 3).slice!(1, 2).encode(tf.slice(x, [2, 0, 0], [2, -1, -1])),
        tf.slice(expected, [2, 0], [2, 3]),
      );
      expect(() => encoder.encode(random([3, 3, 2]))).toThrow(/given values for 5 samples; got a batch of 3/);
      expect(() => encoder.slice!(3, 3)).toThrow(/a part of the encoder's 5 samples; got start 3 and size 3/);

      const inputs = ndarray((await x.data()) as Float32Array, [5, 3, 2]);
      const latents = await encode(encoder, inputs, { batchSize: 2 });
      expectSame(tf.tensor(latents.data, latents.shape), expected);
      const concept = conceptVector('c', [1, -2, 0.5]);
      const { maps, scores } = await explain(encoder, concept, inputs, gradient, { batchSize: 2 });
      const score = (input: tf.Tensor) =>
        tf.sum(tf.mul(apply(model, [input, label]), tf.tensor1d([1, -2, 0.5])));
      expectSame(tf.tensor(maps.data, maps.shape), tf.grad(score)(x));
      expectSame(tf.tensor(scores.data), tf.sum(tf.mul(expected, tf.tensor1d([1, -2, 0.5])), 1));
      const many = await explain(
        encoder,
        [1, 2, 3, 4].map((k) => conceptVector(`c${k}`, [k, 1, -k])),
        inputs,
        gradient,
        { batchSize: 2 },
      );
      expect(many).toHaveLength(4);
      const jacobian = await latentJacobian(encoder, inputs, { batchSize: 2 });
      const weighted = tf.mul(
        tf.tensor(jacobian.data, jacobian.shape),
        tf.tensor([1, -2, 0.5], [1, 3, 1, 1]),
      );
      expectSame(tf.sum(weighted, 1), tf.grad(score)(x));
      const drawn = await encode(encoder, inputs, { batchSize: 2, sample: { seed: 4 } });
      const whole = await encode(encoder, inputs, { batchSize: 5, sample: { seed: 4 } });
      expectSame(tf.tensor(drawn.data), tf.tensor(whole.data));
      await expect(encode(encoder, ndarray(new Float32Array(6), [1, 3, 2]))).rejects.toThrow(
        /expected 5 inputs, which the encoder is for/,
      );
    });

    it('refuses what does not fit', () => {
      const encoder = (given: unknown) => () =>
        layersEncoder(conditional(), { output: 'z', given: given as EncoderOptions['given'] });
      expect(encoder({ lable: 3 })).toThrow(/no input "lable" to be given/);
      expect(encoder({ label: 'three' })).toThrow(
        /given "label" must be a finite number or an ndarray; got "three"/,
      );
      expect(encoder({ label: Number.NaN })).toThrow(/must be a finite number/);
      expect(encoder({ label: ndarray(new Float32Array(2), [2]) })).toThrow(
        /must have shape \[1\] for all samples, or \[n,1\] for n samples; got \[2\]/,
      );
      expect(encoder({ label: ndarray(Float32Array.of(Number.NaN), [1]) })).toThrow(
        /must have finite numbers/,
      );
      expect(encoder({ label: 1, image: 0 })).toThrow(/given must leave out one input/);
      expect(encoder([3])).toThrow(/given must be values by the inputs' names/);
    });
  });

  describe('normalise', () => {
    const model = () => vaeEncoder();
    const mean = [0.3, -0.2];
    const std = [0.5, 2];
    const f = (model: tfl.LayersModel) => (x: tf.Tensor) =>
      apply(model, tf.div(tf.sub(x, tf.tensor1d(mean)), tf.tensor1d(std)));

    it('per channel, in its layout, or per feature', async () => {
      const own = model();
      await expectFunction(layersEncoder(own, { normalise: { mean, std } }), random([2, 9, 8, 2]), f(own));
      const full = (values: number[]) =>
        ndarray(
          Float32Array.from({ length: 144 }, (_, i) => values[i % 2]!),
          [9, 8, 2],
        );
      await expectFunction(
        layersEncoder(own, { normalise: { mean: full(mean), std: full(std) } }),
        random([2, 9, 8, 2]),
        f(own),
      );
      const scalar = layersEncoder(own, { normalise: { mean: 0.5, std: 2 } });
      expect(scalar.dispose).toBeUndefined();
      await expectFunction(scalar, random([2, 9, 8, 2]), (x) => apply(own, tf.div(tf.sub(x, 0.5), 2)));
      const noise = random([2, 5], 4) as tf.Tensor2D;
      const x = random([2, 9, 8, 2]);
      const inside = tf.div(tf.sub(x, tf.tensor1d(mean)), tf.tensor1d(std));
      expectSame(
        layersEncoder(own, { normalise: { mean, std } }).sampled!(noise).encode(x),
        layersEncoder(own).sampled!(noise).encode(inside),
      );
      const first = spatialModel('channelsFirst');
      const options = { output: 'z_mean', latent: 'flatten' } as const;
      const y = random([1, 2, 8, 6]);
      const shaped = (values: number[]) => tf.tensor(values, [1, 2, 1, 1]);
      expectSame(
        layersEncoder(first, { ...options, normalise: { mean, std } }).encode(y),
        layersEncoder(first, options).encode(tf.div(tf.sub(y, shaped(mean)), shaped(std))),
      );
    });

    it('of one of several packed inputs', async () => {
      const twoInputs = conditional();
      const encoder = layersEncoder(twoInputs, {
        output: 'z',
        input: ['image', 'embedded'],
        normalise: { input: 'image', mean: 0.5, std: 2 },
      });
      const plain = layersEncoder(twoInputs, { output: 'z', input: ['image', 'embedded'] });
      const [image, rest] = [random([2, 6]), random([2, 4], 2)];
      expectSame(
        encoder.encode(tf.concat([image, rest], 1)),
        plain.encode(tf.concat([tf.div(tf.sub(image, 0.5), 2), rest], 1)),
      );
      expect(() =>
        layersEncoder(twoInputs, {
          output: 'z',
          input: ['image', 'embedded'],
          normalise: { mean: 0, std: 1 },
        }),
      ).toThrow(/normalise.input must name one of the encoder's inputs/);
      const given = layersEncoder(twoInputs, {
        output: 'z',
        given: { label: 2 },
        normalise: { mean: 0.5, std: 2 },
      });
      expectSame(
        given.encode(random([2, 3, 2])),
        apply(twoInputs, [tf.div(tf.sub(random([2, 3, 2]), 0.5), 2), tf.fill([2, 1], 2)]),
      );
    });

    it('refuses what does not fit', () => {
      const encoder =
        (normalise: unknown, of = model()) =>
        () =>
          layersEncoder(of, { normalise: normalise as EncoderOptions['normalise'] });
      expect(encoder({ mean, std: [1, 0] })).toThrow(/normalise.std must have positive numbers; got 0/);
      expect(encoder({ mean, std: [1, -1] })).toThrow(/positive numbers/);
      expect(encoder({ mean: [Number.NaN, 0], std })).toThrow(/normalise.mean must have finite numbers/);
      expect(encoder({ mean: [1, 2, 3], std })).toThrow(
        /one number per channel of the input \[9,8,2\] \(channelsLast\).*got 3 numbers/,
      );
      expect(encoder({ mean })).toThrow(/must be an object \{ mean, std \}/);
      expect(encoder({ mean, std, sd: 1 })).toThrow(/unknown option "normalise.sd"/);
      const dense = tfl.sequential({
        layers: [layers.flatten({ inputShape: [3, 4, 3] }), layers.dense({ units: 2 })],
      });
      expect(encoder({ mean: [1, 2, 3], std: 1 }, dense)).toThrow(
        /may be for the first or the last axis .* pass \{ layout \}/,
      );
    });
  });

  describe('of a GraphModel', () => {
    it('start at a hidden node, which the model may reach from its inputs only through a lookup', async () => {
      const own = vaeEncoder();
      const model = await graphModelOf(layersEncoder(own).graph!, true);
      const whole = graphEncoder(model);
      const hidden = whole.graph!.nodes.find(({ operation }) => operation.kind === 'batchNormalization')!;
      const encoder = graphEncoder(model, { input: hidden.name });
      expect(encoder.inputShape).toEqual([5, 4, 6]);
      const x = random([2, 9, 8, 2]);
      const inside = model.execute({ [model.inputNodes[0]!]: x }, hidden.name) as tf.Tensor;
      await expectFunction(
        encoder,
        inside,
        (input) => model.execute({ [hidden.name]: input }, model.outputNodes[0]!) as tf.Tensor,
      );

      const two = await conditionalGraph();
      const packed = graphEncoder(two, { input: ['image', 'embedded'] });
      expect(packed.inputShape).toEqual([10]);
      const [image, embedded] = [random([3, 6]), random([3, 4], 2)];
      expectSame(
        packed.encode(tf.concat([image, embedded], 1)),
        two.execute({ image, embedded }, 'z') as tf.Tensor,
      );
      expect(() => graphEncoder(two)).toThrow(
        /is an input of type int32, and only float32 inputs can be explained; start after the lookup/,
      );
      expect(() => graphEncoder(two, { input: 'embeded' })).toThrow(/no input, layer or tensor "embeded"/);
      expect(() => graphEncoder(two, { input: ['image', 'shifted'] })).toThrow(
        /must name tensors of type float32; "shifted" has type int32/,
      );
      expect(() => graphEncoder(two, { input: 'embedded' })).toThrow(/also depends on input "image"/);
    });

    it.each([-1, 1])('have given whole numbers, with a batch of %s', async (batch) => {
      const model = await conditionalGraph(batch);
      const table = [0, 3, 1, 4];
      const predict = (x: tf.Tensor, labels: readonly number[]) =>
        tf.concat(
          tf
            .split(x, labels.length)
            .map(
              (image, i) =>
                model.execute({ image, label: tf.tensor1d([labels[i]!], 'int32') }, 'z') as tf.Tensor,
            ),
        );
      const x = random([4, 6]);
      const fixed = graphEncoder(model, { given: { label: 3 } });
      await expectFunction(fixed, x, (input) => predict(input, [3, 3, 3, 3]));
      const each = graphEncoder(model, { given: { label: ndarray(Float32Array.from(table), [4]) } });
      await expectFunction(each, x, (input) => predict(input, table));
      const part = each.slice!(1, 2);
      await expectFunction(part, tf.slice(x, [1, 0], [2, 6]), (input) => predict(input, table.slice(1, 3)));
      expect(() => graphEncoder(model, { given: { label: 1.5 } })).toThrow(
        'graphEncoder: given "label" must have whole numbers; it has 1.5.',
      );
    });

    it('normalise, give open shapes and flatten', async () => {
      const model = await loadGraphDef({
        nodes: [
          placeholder('x', [-1, -1, 2]),
          {
            name: 'conv',
            op: 'Conv2D',
            input: ['x', 'kernel'],
            attr: {
              T: { type: 'DT_FLOAT' },
              strides: integers([1, 2, 2, 1]),
              dilations: integers([1, 1, 1, 1]),
              padding: bytes('SAME'),
              data_format: bytes('NHWC'),
            },
          },
        ],
        weights: new Map([['kernel', random([3, 3, 2, 4], 3)]]),
        outputs: { output_0: 'conv' },
      });
      const options = {
        inputShape: [6, 5, 2],
        latent: 'flatten',
        normalise: { mean: [1, 2], std: [3, 4] },
      } as const;
      const encoder = graphEncoder(model, options);
      const x = random([2, 6, 5, 2]);
      await expectFunction(encoder, x, (input) => {
        const inside = tf.div(tf.sub(input, tf.tensor1d([1, 2])), tf.tensor1d([3, 4]));
        return tf.reshape(model.predict(inside) as tf.Tensor, [2, 36]);
      });
      expectSame(
        graphEncoder(model, { inputShape: { x: [6, 5, 2] }, latent: 'max' }).encode(x),
        tf.max(model.predict(x) as tf.Tensor, [1, 2]),
      );
      expect(() => graphEncoder(model, { inputShape: { y: [6, 5, 2] } })).toThrow(/no input "y"/);
      expect(() => graphEncoder(model, { inputShape: [6, 5, 2] })).toThrow(/pass \{ latent: 'flatten' \}/);
    });
  });

  it('leaves nothing allocated after dispose, or after an error', async () => {
    const model = conditional();
    const before = tf.memory().numTensors;
    const values = ndarray(Float32Array.of(1, 2), [2, 1]);
    let encoder!: TfjsEncoder;
    tf.tidy(() => {
      const mean = ndarray(new Float32Array(6), [3, 2]);
      encoder = layersEncoder(model, { output: 'z', given: { label: values }, normalise: { mean, std: 1 } });
    });
    expect(tf.memory().numTensors).toBe(before + 2);
    const inputs = ndarray(new Float32Array(12).fill(0.3), [2, 3, 2]);
    await explain(encoder, conceptVector('c', [1, 2, 3]), inputs, gradient, { batchSize: 1 });
    expect(tf.memory().numTensors).toBe(before + 2);
    encoder.dispose!();
    encoder.dispose!();
    expect(tf.memory().numTensors).toBe(before);
    expect(() =>
      layersEncoder(model, {
        output: 'z',
        given: { label: values },
        normalise: { mean: [1, 2, 3, 4, 5], std: 1 },
      }),
    ).toThrow();
    expect(() => layersEncoder(model, { output: 'z', given: { label: values }, latent: 'mean' })).toThrow();
    expect(tf.memory().numTensors).toBe(before);
    expect(values.data).toEqual(Float32Array.of(1, 2));
  });
});

/** A GraphModel of an image and a class, whose embedding it looks up and appends. */
function conditionalGraph(batch = -1) {
  const float = { T: { type: 'DT_FLOAT' } };
  const int = { type: 'DT_INT32' };
  const label = placeholder('label', [], batch);
  return loadGraphDef({
    nodes: [
      placeholder('image', [6], batch),
      { ...label, attr: { ...label.attr, dtype: int } },
      { name: 'shifted', op: 'AddV2', input: ['label', 'one'], attr: { T: int } },
      {
        name: 'embedded',
        op: 'GatherV2',
        input: ['table', 'shifted', 'zero'],
        attr: { Tparams: { type: 'DT_FLOAT' }, Tindices: int, Taxis: int },
      },
      { name: 'all', op: 'ConcatV2', input: ['image', 'embedded', 'one'], attr: { ...float, N: { i: '2' } } },
      { name: 'h', op: 'MatMul', input: ['all', 'kernel'], attr: float },
      { name: 'a', op: 'Tanh', input: ['h'], attr: float },
      { name: 'z', op: 'MatMul', input: ['a', 'last'], attr: float },
    ],
    weights: new Map<string, tf.Tensor>([
      ['one', tf.scalar(1, 'int32')],
      ['zero', tf.scalar(0, 'int32')],
      ['table', random([6, 4], 5)],
      ['kernel', random([10, 7], 6)],
      ['last', random([7, 3], 7)],
    ]),
    outputs: { output_0: 'z' },
  });
}

/** The outputs of {@link spatialModel} for channels-last inputs, by tfjs' own convolutions. */
function spatialForward(model: tfl.LayersModel, x: tf.Tensor): tf.Tensor[] {
  const run = (name: string, input: tf.Tensor, strides: number) => {
    const [kernel, bias] = model.getLayer(name).getWeights() as [tf.Tensor4D, tf.Tensor];
    return tf.add(tf.conv2d(input as tf.Tensor4D, kernel, strides, 'same'), bias);
  };
  const h = tf.relu(run('first', x, 1));
  return ['z_mean', 'z_log_var'].map((name) => run(name, h, 2));
}
