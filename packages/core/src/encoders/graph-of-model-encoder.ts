import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { accurateForward } from '../graph/accurate-forward.js';
import { runForward, unaliased } from '../graph/forward.js';
import type { Graph, GraphNode } from '../graph/graph.js';
import { walkedTrace } from '../graph/graph-trace.js';
import { subgraph } from '../graph/subgraph.js';
import type { Encoder } from './encoder.js';
import { type LatentOutput, latentNode, logVarianceOf } from './latent-output.js';
import { checkDifferentiable } from './layers-model/differentiable.js';
import type { WalkedModel } from './walked-model.js';

/** Which outputs of a model are the posterior's mean and log-variance. */
export interface PosteriorOutputs {
  /**
   * The latent. Default: the model's only output or, where it has several (as VAE encoders have), the one whose layer is
   * called `z_mean`, `mean`, `mu` or `z_mu`.
   */
  output?: LatentOutput | undefined;
  /**
   * The logarithm of the posterior's variance, which only maps averaged over samples of the posterior need. Default: the
   * output whose layer is called `z_log_var`, `log_var`, `logvar`, `z_logvar` or `z_log_variance`, if there is one.
   */
  logVariance?: LatentOutput | undefined;
}

/** The encoder of a walked model. */
export function walkedEncoder(caller: string, walked: WalkedModel, options: PosteriorOutputs): Encoder {
  const nodes = [...walked.nodes];
  const mean = latentNode(caller, walked, nodes, options.output);
  const encoder = encoderOfGraph(subgraph(caller, { ...walked, nodes }, mean.id));
  const wanted = options.logVariance ?? logVarianceOf(walked, options.output);
  if (wanted === undefined) return encoder;

  const logVariance = latentNode(caller, walked, nodes, wanted);
  if (`${logVariance.outputShape}` !== `${mean.outputShape}`) {
    if (options.logVariance === undefined) return encoder;
    throw new Error(
      `${caller}: the log-variance "${logVariance.name}" has ${logVariance.outputShape[0]} dimensions, ` +
        `the mean "${mean.name}" ${mean.outputShape[0]}.`,
    );
  }
  return {
    ...encoder,
    sampled(noise) {
      const sample: GraphNode = {
        id: nodes.length,
        name: 'posterior sample',
        operation: { kind: 'posteriorSample', noise },
        inputs: [mean.id, logVariance.id],
        outputShape: mean.outputShape,
      };
      return encoderOfGraph(subgraph('sampled', { ...walked, nodes: [...nodes, sample] }, sample.id));
    },
  };
}

/**
 * The encoder that runs a graph: for a graph of your own, such as a copy of `encoder.graph` with other weights.
 * @param graph borrowed with its weights, which must live as long as the encoder is used.
 */
export function encoderOfGraph(graph: Graph): Encoder {
  const inputShape = graph.nodes[graph.input]!.outputShape;
  return {
    inputShape,
    latentSize: graph.nodes[graph.output]!.outputShape[0]!,
    graph,
    encode(inputs) {
      checkShape('encode', inputs, inputShape);
      return unaliased(runForward(graph, inputs, 'latent')[graph.output]!, [inputs]) as Tensor2D;
    },
    trace(inputs, { accurateSums = false, rules = true } = {}) {
      checkShape('trace', inputs, inputShape);
      checkDifferentiable(graph);
      const kept = rules ? 'all' : 'for derivatives';
      const values = runForward(graph, inputs, kept, accurateSums ? accurateForward : undefined);
      return walkedTrace(graph, values, rules);
    },
  };
}

function checkShape(name: string, inputs: Tensor, inputShape: readonly number[]): void {
  if (`${inputs.shape.slice(1)}` !== `${inputShape}`) {
    throw new Error(`${name}: expected inputs of shape [batch,${inputShape}]; got [${inputs.shape}].`);
  }
}
