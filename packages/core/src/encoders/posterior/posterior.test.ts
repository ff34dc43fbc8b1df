import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { graphModelOf } from '../../../../../test/graph-model.js';
import { expectSame, random, vaeEncoder } from '../../../test/small-models.js';
import { DEVIATION_FORMS, type DeviationForm } from '../../graph/operations/posterior-sample.js';
import type { EncoderOptions } from '../encoder-options.js';
import { graphEncoder } from '../graph-model/graph-encoder.js';
import { layersEncoder } from '../layers-model/layers-encoder.js';

beforeAll(() => useBackend('cpu'));

const SIGMA: Record<DeviationForm, (output: tf.Tensor) => tf.Tensor> = {
  logVariance: (l) => tf.exp(tf.mul(l, 0.5)),
  logStd: (s) => tf.exp(s),
  variance: (v) => tf.sqrt(v),
  std: (s) => s,
};

const x = () => random([2, 9, 8, 2]);
const noise = () => random([2, 5], 4) as tf.Tensor2D;

/** μ + σ ⊙ noise, from what the model itself predicts. */
function expected(model: tfl.LayersModel, form: DeviationForm): tf.Tensor {
  const [mean, output] = model.predict(x()) as [tf.Tensor, tf.Tensor];
  return tf.add(mean, tf.mul(noise(), SIGMA[form](output)));
}

/** A VAE encoder whose second output is positive, so that it can be a variance. */
function positiveVae(): tfl.LayersModel {
  const vae = vaeEncoder();
  const [mean, output] = vae.outputs as [tfl.SymbolicTensor, tfl.SymbolicTensor];
  const positive = tfl.layers
    .activation({ activation: 'softplus', name: 'z_log_var_positive' })
    .apply(output);
  return tfl.model({ inputs: vae.inputs, outputs: [mean, positive as tfl.SymbolicTensor] });
}

const draw = (model: tfl.LayersModel, options?: EncoderOptions) =>
  layersEncoder(model, options).sampled!(noise()).encode(x());

describe('the posterior of an encoder', () => {
  it.each(DEVIATION_FORMS)('takes σ from the option %s, with its derivative', async (form) => {
    const model = positiveVae();
    const options = { output: 'z_mean', [form]: 'z_log_var_positive' };
    expectSame(draw(model, options), expected(model, form));
    const sampled = layersEncoder(model, options).sampled!(noise());
    const trace = sampled.trace(x());
    const gradient = await trace.backward(tf.ones([2, 5]));
    // tf.grad of the same formula, written with the model's own layers.
    const direct = tf.grad((input) => {
      const [mean, output] = model.apply(input) as [tf.Tensor, tf.Tensor];
      return tf.sum(tf.add(mean, tf.mul(noise(), SIGMA[form](output))));
    })(x());
    expectSame(gradient, direct);
    trace.dispose();
  });

  it.each(DEVIATION_FORMS)('takes σ from the option %s in a GraphModel', async (form) => {
    const layers = layersEncoder(positiveVae(), { output: 'z_log_var_positive' });
    const columns = { output: { columns: [0, 2] }, [form]: { columns: [2, 4] } } as const;
    const encoder = graphEncoder(await graphModelOf(layers.graph!, false), columns);
    const two = random([2, 2], 6) as tf.Tensor2D;
    const all = layers.encode(x());
    const part = (from: number) => tf.slice(all, [0, from], [-1, 2]);
    const expected = tf.add(part(0), tf.mul(two, SIGMA[form](part(2))));
    expectSame(encoder.sampled!(two).encode(x()), expected);
    // The same from the metadata of the converter.
    const model = await graphModelOf(layers.graph!, false);
    const metadata = { posterior: { [form]: columns[form] } };
    Object.defineProperty(model, 'metadata', { value: metadata });
    const second = graphEncoder(model, { output: columns.output });
    expectSame(second.sampled!(two).encode(x()), expected);
  });

  it('takes σ from the metadata of the model, and after the model was saved and loaded', async () => {
    const model = vaeEncoder();
    model.setUserDefinedMetadata({ posterior: { logStd: 'z_log_var' }, other: 1 });
    expectSame(draw(model), expected(model, 'logStd'));
    expectSame(draw(model, { output: 'z_mean' }), expected(model, 'logStd'));
    let artifacts: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (saved) => {
        artifacts = saved;
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(saved) };
      }),
    );
    const loaded = await tfl.loadLayersModel(tf.io.fromMemory(artifacts!));
    expectSame(draw(loaded), expected(model, 'logStd'));
  });

  it('takes σ from the metadata of the nested model that computes the outputs, unless the outer model says it', () => {
    const model = vaeEncoder();
    model.setUserDefinedMetadata({ posterior: { logStd: 'z_log_var' } });
    const input = tfl.input({ shape: [9, 8, 2] });
    const outputs = model.apply(input) as tfl.SymbolicTensor[];
    const outer = tfl.model({ inputs: input, outputs });
    expectSame(draw(outer), expected(model, 'logStd'));
    const again = tfl.input({ shape: [9, 8, 2] });
    const outermost = tfl.model({
      inputs: again,
      outputs: outer.apply(again) as tfl.SymbolicTensor[],
    });
    expectSame(draw(outermost), expected(model, 'logStd'));
    outer.setUserDefinedMetadata({ posterior: { logVariance: 'z_log_var' } });
    expectSame(draw(outermost), expected(model, 'logVariance'));
  });

  it('follows metadata that change after the encoder was made', () => {
    const model = vaeEncoder();
    const encoder = layersEncoder(model);
    expectSame(encoder.sampled!(noise()).encode(x()), expected(model, 'logVariance'));
    model.setUserDefinedMetadata({ posterior: { logStd: 'z_log_var' } });
    expectSame(encoder.sampled!(noise()).encode(x()), expected(model, 'logStd'));
  });

  it('prefers an option to the metadata, and metadata to the name', () => {
    const model = vaeEncoder();
    expectSame(draw(model), expected(model, 'logVariance'));
    model.setUserDefinedMetadata({ posterior: { logStd: 'z_log_var' } });
    expectSame(draw(model, { logVariance: 'z_log_var' }), expected(model, 'logVariance'));
    model.setUserDefinedMetadata({ else: true });
    expectSame(draw(model), expected(model, 'logVariance'));
    // The metadata are about the mean only.
    model.setUserDefinedMetadata({ posterior: { logStd: 'z_log_var' } });
    expect(layersEncoder(model, { output: 'z_log_var' }).sampled).toBeUndefined();
  });

  it('takes the columns of the mean also of σ', () => {
    const model = vaeEncoder();
    model.setUserDefinedMetadata({ posterior: { logStd: 'z_log_var' } });
    const encoder = layersEncoder(model, { output: { name: 'z_mean', columns: [1, 3] } });
    const part = (tensor: tf.Tensor) => tf.slice(tensor, [0, 1], [2, 2]) as tf.Tensor2D;
    expectSame(encoder.sampled!(part(noise())).encode(x()), part(expected(model, 'logStd')));
  });

  it('does not suggest the output that gives σ as the latent', () => {
    const input = tfl.input({ shape: [3] });
    const output = (name: string) => tfl.layers.dense({ units: 2, name }).apply(input) as tfl.SymbolicTensor;
    const model = tfl.model({ inputs: input, outputs: [output('foo'), output('bar')] });
    model.setUserDefinedMetadata({ posterior: { logStd: 'bar' } });
    expect(() => layersEncoder(model)).toThrow("layersEncoder(model, { output: 'foo' })");
    model.setUserDefinedMetadata({ posterior: { logStd: 'foo' } });
    expect(() => layersEncoder(model)).toThrow("layersEncoder(model, { output: 'bar' })");
  });

  it('rejects several options, and metadata that cannot be right', () => {
    const model = vaeEncoder();
    expect(() => layersEncoder(model, { logVariance: 'z_log_var', logStd: 'z_log_var' })).toThrow(
      'layersEncoder: expected at most one of logVariance, logStd, variance, std; got logVariance and logStd;',
    );
    const hidden = model.layers.find((layer) => layer.getClassName() === 'Dense')!.name;
    const wrong: [unknown, RegExp][] = [
      [{ logStd: 'z_log_sd' }, /"posterior" in the model's metadata: the model has no layer "z_log_sd"/],
      [{ logStd: hidden }, /must have the 5 dimensions of the mean "z_mean"; it has 7/],
      [{ sigma: 'z_log_var' }, /must name one output as logVariance, logStd.*got {"sigma":"z_log_var"}/],
      [{ logStd: 3 }, /must name one output as .*; got {"logStd":3}/],
      [{ logStd: 'z_log_var', std: 'z_log_var' }, /must name one output/],
      ['z_log_var', /must name one output/],
      [null, /must name one output .*; got null/],
    ];
    for (const [posterior, message] of wrong) {
      model.setUserDefinedMetadata({ posterior });
      expect(() => layersEncoder(model), JSON.stringify(posterior)).toThrow(message);
      // The way out.
      expect(layersEncoder(model, { logStd: 'z_log_var' }).sampled).toBeDefined();
    }
  });
});
