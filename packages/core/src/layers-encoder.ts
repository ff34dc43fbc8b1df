import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe } from './check-arguments.js';
import type { Encoder, Trace } from './encoder.js';
import { runBackward } from './graph-backward.js';
import { runForward } from './graph-forward.js';
import { walkLayers } from './walk-layers.js';

/** Options of {@link layersEncoder}. */
export interface LayersEncoderOptions {
  /**
   * Name of the layer whose output is the latent. Default: the model's only output or, where it has several (as VAE
   * encoders have), the one whose layer is called `z_mean`, `mean`, `mu` or `z_mu`.
   */
  output?: string;
}

/**
 * An {@link Encoder} over a tfjs LayersModel, or over its part up to one layer.
 *
 * The model's own node graph is walked once; forward and backward passes then run operation by operation, with a rule
 * for each node where asked. No state of tfjs and no layer is changed, so several can run at the same time.
 * BatchNormalization and Dropout behave as at inference.
 *
 * @param model borrowed: it is neither changed nor disposed, and must outlive the encoder. Weights that are trained
 *   further are seen by the next pass.
 * @throws if the output is ambiguous or unknown, is not of shape `[batch, n]`, or depends on other than one input.
 */
export function layersEncoder(model: LayersModel, options: LayersEncoderOptions = {}): Encoder {
  if (!Array.isArray((model as Partial<LayersModel> | undefined)?.outputs)) {
    throw new Error(`layersEncoder: expected a LayersModel; got ${describe(model)}.`);
  }
  const output = findOutput(model, options.output);
  if (output.shape.length !== 2 || output.shape[1] == null) {
    throw new Error(
      `layersEncoder: the latent must have shape [batch, n]; the output of "${output.sourceLayer.name}" has shape ` +
        `[${output.shape.map((n) => n ?? 'batch')}]. Name another layer with { output }, or flatten it.`,
    );
  }
  const graph = walkLayers(output);
  const inputShape = graph.nodes[graph.input]!.outputShape;
  if (inputShape.some((n) => n == null)) {
    throw new Error(
      `layersEncoder: the input shape must be fixed; got [${inputShape.map((n) => n ?? 'any')}]. ` +
        'Build the model with a full inputShape.',
    );
  }
  return {
    inputShape,
    latentSize: output.shape[1],
    graph,
    encode(inputs) {
      checkInputs('encode', inputs, inputShape);
      return runForward(graph, inputs, false)[graph.output] as Tensor2D;
    },
    trace(inputs) {
      checkInputs('trace', inputs, inputShape);
      return traceOf(runForward(graph, inputs, true));
    },
  };

  function traceOf(values: Tensor[]): Trace {
    let disposed = false;
    return {
      latent: values[graph.output] as Tensor2D,
      async backward(cotangent, rules = () => undefined) {
        if (disposed) throw new Error('backward: this trace was disposed; trace the inputs again.');
        const expected = values[graph.output]!.shape;
        if (`${cotangent.shape}` !== `${expected}`) {
          throw new Error(
            `backward: the cotangent must have the latent's shape [${expected}]; got [${cotangent.shape}].`,
          );
        }
        return runBackward(graph, values, cotangent, rules);
      },
      dispose() {
        disposed = true;
        values.forEach((value, id) => {
          if (id !== graph.input) value.dispose();
        });
      },
    };
  }
}

const MEAN_NAMES = ['z_mean', 'mean', 'mu', 'z_mu'];

function findOutput(model: LayersModel, name: string | undefined): SymbolicTensor {
  if (name !== undefined) {
    const layer = model.layers.find((candidate) => candidate.name === name);
    if (layer === undefined) {
      const names = model.layers.map((candidate) => candidate.name).join(', ');
      throw new Error(`layersEncoder: the model has no layer "${name}"; it has ${names}.`);
    }
    const output = model.outputs.find((tensor) => tensor.sourceLayer === layer) ?? layer.getOutputAt(0);
    if (Array.isArray(output)) {
      throw new Error(`layersEncoder: layer "${name}" has ${output.length} outputs; name a layer with one.`);
    }
    return output;
  }
  if (model.outputs.length === 1) return model.outputs[0]!;
  const means = model.outputs.filter((tensor) => MEAN_NAMES.includes(tensor.sourceLayer.name));
  if (means.length === 1) return means[0]!;
  const names = model.outputs.map((tensor) => tensor.sourceLayer.name).join(', ');
  throw new Error(
    `layersEncoder: the model has ${model.outputs.length} outputs (${names}); say which is the latent: ` +
      `layersEncoder(model, { output: '${model.outputs[0]!.sourceLayer.name}' }).`,
  );
}

function checkInputs(name: string, inputs: Tensor, inputShape: readonly number[]): void {
  if (`${inputs.shape.slice(1)}` !== `${inputShape}`) {
    throw new Error(`${name}: expected inputs of shape [batch,${inputShape}]; got [${inputs.shape}].`);
  }
}
