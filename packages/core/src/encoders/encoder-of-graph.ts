import { type ImageLayout, invalidArgument, modelDisposed } from '@csm/base';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { accurateForward } from '../graph/accurate-forward.js';
import { runForward, unaliased } from '../graph/forward.js';
import type { Graph } from '../graph/graph.js';
import { walkedTrace } from '../graph/graph-trace.js';
import { withConstantInputs } from '../graph/nodes-of-input.js';
import type { Trace, TraceOptions } from '../graph/trace.js';
import { checkWeights } from './check-weights.js';
import type { TfjsEncoder } from './encoder.js';
import { layoutOfGraph } from './image-layout.js';
import { checkDifferentiable } from './layers-model/differentiable.js';
import { trust } from './probe/trusted.js';

/**
 * Makes the encoder that runs a graph, for example your own graph or a copy of `encoder.graph` with other weights.
 * @param graph borrowed together with its weights, which must not be disposed while the encoder is used.
 * @category Write an encoder
 */
export function encoderOfGraph(graph: Graph): TfjsEncoder {
  return encoderOfModelGraph(graph);
}

/**
 * The encoder of a graph that was read from a model.
 * @param isDisposed whether the model was disposed; it then refuses to run.
 * @param layout the layout of images. Default: the one that the graph shows, if any.
 */
export function encoderOfModelGraph(
  given: Graph,
  isDisposed = () => false,
  layout: ImageLayout | undefined = layoutOfGraph(given),
): TfjsEncoder {
  const graph = withConstantInputs(given);
  const inputShape = graph.nodes[graph.input]?.outputShape ?? [];
  const [latentSize = 0] = graph.nodes[graph.output]?.outputShape ?? [];
  const checkUsable = (caller: string) => {
    if (isDisposed()) throw modelDisposed(caller);
    checkWeights(caller, graph);
  };
  const encode = (inputs: Tensor): Tensor2D => {
    checkShape('encode', inputs, inputShape);
    checkUsable('encode');
    return unaliased(runForward(graph, inputs, 'latent')[graph.output] as Tensor2D, [inputs]);
  };
  const trace = (inputs: Tensor, { accurateSums = false, rules = true }: TraceOptions = {}): Trace => {
    checkShape('trace', inputs, inputShape);
    checkUsable('trace');
    checkDifferentiable(graph);
    const kept = rules ? 'all' : 'for derivatives';
    const values = runForward(graph, inputs, kept, accurateSums ? accurateForward : undefined);
    const made = walkedTrace(graph, values, rules !== false);
    return {
      ...made,
      async backward(cotangent, changed, options) {
        checkUsable('backward');
        return made.backward(cotangent, changed, options);
      },
    };
  };
  return {
    inputShape,
    ...(layout && { layout }),
    latentSize,
    graph,
    encode: treatsSamplesAlone(graph) ? trust(encode) : encode,
    trace: trust(trace),
  };
}

/** Whether no operation can draw random numbers or mix the samples of a batch: a layer or node that runs as a whole may. */
function treatsSamplesAlone({ nodes }: Graph): boolean {
  return nodes.every(({ operation: { kind } }) => kind !== 'layer' && kind !== 'graphOperation');
}

function checkShape(caller: string, inputs: Tensor, inputShape: readonly number[]): void {
  if (`${inputs.shape.slice(1)}` === `${inputShape}`) return;
  throw invalidArgument(`${caller}: expected inputs of shape [batch,${inputShape}]; got [${inputs.shape}].`);
}
