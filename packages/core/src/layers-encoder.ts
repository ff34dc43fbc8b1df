import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describe } from './check-arguments.js';
import { checkDifferentiable } from './differentiable.js';
import type { Encoder, Trace } from './encoder.js';
import { runBackward } from './graph-backward.js';
import { runForward, unaliased } from './graph-forward.js';
import { type LayerOutput, subgraph, type WalkedModel, walkLayers } from './walk-layers.js';

/** Options of {@link layersEncoder}. */
export interface LayersEncoderOptions {
  /**
   * Name of the layer, perhaps inside a nested model, whose output is the latent. Default: the model's only output or,
   * where it has several (as VAE encoders have), the one whose layer is called `z_mean`, `mean`, `mu` or `z_mu`.
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
 * @throws if the output is ambiguous or unknown, is not of shape `[batch, n]`, depends on other than one input, or on a
 *   layer that makes a mask, is stateful or has several outputs. `trace` throws if tfjs has no gradient for a layer.
 */
export function layersEncoder(model: LayersModel, options: LayersEncoderOptions = {}): Encoder {
  if (!Array.isArray((model as Partial<LayersModel> | undefined)?.outputs)) {
    throw new Error(`layersEncoder: expected a LayersModel; got ${describe(model)}.`);
  }
  const walked = walkLayers(model);
  const { layerName, id } = findLatent(walked, options.output);
  const shape = walked.nodes[id]!.outputShape;
  if (shape.length !== 1 || shape[0] == null) {
    throw new Error(
      `layersEncoder: the latent must have shape [batch, n]; the output of "${layerName}" has shape ` +
        `[${['batch', ...shape.map((n) => n ?? 'any')]}]. Name another layer with { output }, or flatten it.`,
    );
  }
  const graph = subgraph(walked, id);
  const inputShape = graph.nodes[graph.input]!.outputShape;
  if (inputShape.some((n) => n == null)) {
    throw new Error(
      `layersEncoder: the input shape must be fixed; got [${inputShape.map((n) => n ?? 'any')}]. ` +
        'Build the model with a full inputShape.',
    );
  }
  return {
    inputShape,
    latentSize: shape[0],
    graph,
    encode(inputs) {
      checkShape('encode', inputs, inputShape);
      return unaliased(runForward(graph, inputs, false)[graph.output]!, [inputs]) as Tensor2D;
    },
    trace(inputs) {
      checkShape('trace', inputs, inputShape);
      checkDifferentiable(graph);
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

function findLatent({ outputs, layerOutputs }: WalkedModel, name: string | undefined): LayerOutput {
  if (name !== undefined) {
    const found = layerOutputs.filter(({ layerName }) => layerName === name);
    if (found.length === 1) return found[0]!;
    const names = [...new Set(layerOutputs.map(({ layerName }) => layerName))].join(', ');
    throw new Error(
      found.length === 0
        ? `layersEncoder: the model has no layer "${name}"; it has ${names}.`
        : `layersEncoder: layer "${name}" is used ${found.length} times in the model; name one that is used once.`,
    );
  }
  if (outputs.length === 1) return outputs[0]!;
  const means = outputs.filter(({ layerName }) => MEAN_NAMES.includes(layerName));
  if (means.length === 1) return means[0]!;
  const names = outputs.map(({ layerName }) => layerName);
  throw new Error(
    `layersEncoder: the model has ${outputs.length} outputs (${names.join(', ')}); say which is the latent: ` +
      `layersEncoder(model, { output: '${names[0]}' }).`,
  );
}

function checkShape(name: string, inputs: Tensor, inputShape: readonly number[]): void {
  if (`${inputs.shape.slice(1)}` !== `${inputShape}`) {
    throw new Error(`${name}: expected inputs of shape [batch,${inputShape}]; got [${inputs.shape}].`);
  }
}
