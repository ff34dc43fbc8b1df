import { type ImageLayout, invalidArgument } from '@csm/base';
import type { GraphNode } from '../graph/graph.js';
import type { TfjsEncoder } from './encoder.js';
import { encoderOfModelGraph } from './encoder-of-graph.js';
import { imageLayout } from './image-layout.js';
import { latentNode, logVarianceOf } from './latent-output.js';
import type { PosteriorOutputs } from './posterior-outputs.js';
import { subgraph } from './subgraph.js';
import type { WalkedModel } from './walked-model.js';

/** The outputs to use, and the layout of images, if the graph does not tell it. */
interface WalkedEncoderOptions extends PosteriorOutputs {
  readonly layout?: ImageLayout | undefined;
}

/** Makes the encoder of a walked model. */
export function walkedEncoder(
  caller: string,
  walked: WalkedModel,
  options: WalkedEncoderOptions,
): TfjsEncoder {
  const nodes = [...walked.nodes];
  const mean = latentNode(caller, walked, nodes, options.output);
  const { isDisposed } = walked;
  const graph = subgraph(caller, { ...walked, nodes }, mean.id);
  const layout = imageLayout(caller, options.layout, graph.nodes[graph.input]?.outputShape ?? []);
  const encoder = encoderOfModelGraph(graph, isDisposed, layout);
  const wanted = options.logVariance ?? logVarianceOf(walked, options.output);
  if (wanted === undefined) return encoder;

  const logVariance = latentNode(caller, walked, nodes, wanted);
  if (`${logVariance.outputShape}` !== `${mean.outputShape}`) {
    if (options.logVariance === undefined) return encoder;
    throw invalidArgument(
      `${caller}: the log-variance "${logVariance.name}" must have the ${mean.outputShape[0]} dimensions of the mean ` +
        `"${mean.name}"; it has ${logVariance.outputShape[0]}.`,
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
      const graph = subgraph('sampled', { ...walked, nodes: [...nodes, sample] }, sample.id);
      return encoderOfModelGraph(graph, isDisposed, layout);
    },
  };
}
