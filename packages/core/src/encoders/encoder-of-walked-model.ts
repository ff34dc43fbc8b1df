import { invalidArgument, unsupportedModel } from '@csm/base';
import type { GraphNode } from '../graph/graph.js';
import type { DeviationForm } from '../graph/operations/posterior-sample.js';
import type { TfjsEncoder } from './encoder.js';
import { encoderOfModelGraph } from './encoder-of-graph.js';
import type { EncoderOptions } from './encoder-options.js';
import { imageLayout } from './image-layout.js';
import { latentNode } from './latent-output.js';
import { type DeviationOutput, deviationOutput } from './posterior/deviation-output.js';
import { subgraph } from './subgraph.js';
import type { WalkedModel } from './walked-model.js';

/**
 * Makes the encoder of a walked model. Options that the walk has dealt with already, such as `input` and `inputShape`, are left out of
 * `options`.
 * @param options checked by `checkOptions` with `ENCODER_OPTION_NAMES`.
 */
export function encoderOfWalkedModel(
  caller: string,
  walked: WalkedModel,
  options: EncoderOptions,
): TfjsEncoder {
  const nodes = [...walked.nodes];
  const mean = latentNode(caller, walked, nodes, options.output);
  const { isDisposed } = walked;
  const graph = subgraph(caller, { ...walked, nodes }, mean.id);
  const layout = imageLayout(
    caller,
    options.layout ?? walked.layout,
    graph.nodes[graph.input]?.outputShape ?? [],
  );
  const encoder = encoderOfModelGraph(graph, isDisposed, layout);
  const known = deviationOutput(caller, walked, options);
  if (known === undefined || deviationNode(caller, walked, nodes, mean, known) === undefined) return encoder;
  return {
    ...encoder,
    sampled(noise) {
      // Found anew, because training may have changed what the model's metadata say.
      const { form, output, source } = deviationOutput('sampled', walked, options) ?? known;
      const all = [...nodes];
      const deviation = deviationNode('sampled', walked, all, mean, { form, output, source }) ?? mean;
      const sample: GraphNode = {
        id: all.length,
        name: 'posterior sample',
        operation: { kind: 'posteriorSample', form, noise },
        inputs: [mean.id, deviation.id],
        outputShape: mean.outputShape,
      };
      const graph = subgraph('sampled', { ...walked, nodes: [...all, sample] }, sample.id);
      return encoderOfModelGraph(graph, isDisposed, layout);
    },
  };
}

const NAMES: Readonly<Record<DeviationForm, string>> = {
  logVariance: 'log-variance',
  logStd: 'log standard deviation',
  variance: 'variance',
  std: 'standard deviation',
};

/**
 * The node of the output that gives σ; some columns of an output become an additional node.
 * @returns undefined if it was found only by its name, and its dimensions differ from those of the mean.
 * @throws if it is unknown, or its dimensions differ from those of the mean.
 */
function deviationNode(
  caller: string,
  walked: WalkedModel,
  nodes: GraphNode[],
  mean: GraphNode,
  { form, output, source }: DeviationOutput,
): GraphNode | undefined {
  const where = source === 'metadata' ? `${caller}: "posterior" in the model's metadata` : caller;
  const node = latentNode(where, walked, nodes, output);
  if (`${node.outputShape}` === `${mean.outputShape}`) return node;
  if (source === 'name') return undefined;
  const refuse = source === 'metadata' ? unsupportedModel : invalidArgument;
  throw refuse(
    `${where}: the ${NAMES[form]} "${node.name}" must have the ${mean.outputShape[0]} dimensions of the mean ` +
      `"${mean.name}"; it has ${node.outputShape[0]}.`,
  );
}
