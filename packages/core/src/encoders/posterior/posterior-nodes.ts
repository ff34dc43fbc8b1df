import { type ImageLayout, invalidArgument, unsupportedModel } from '@csm/base';
import type { GraphNode } from '../../graph/graph.js';
import { DEVIATION_FORMS, type DeviationForm } from '../../graph/operations/posterior-sample.js';
import type { EncoderOptions } from '../encoder-options.js';
import { layoutOfGraph, layoutOfOutput } from '../image-layout.js';
import { type LatentOutput, latentOutput } from '../latent-output.js';
import { flattened } from '../options/spatial-latent.js';
import { subgraph } from '../subgraph.js';
import type { WalkedModel } from '../walked-model.js';
import { type DeviationOutput, deviationOutput } from './deviation-output.js';

/** The node that gives σ. */
interface DeviationNode {
  readonly id: number;
  readonly form: DeviationForm;
}

/** Finds the nodes of a posterior's mean and σ. Both functions may add nodes to the end of `nodes`. */
export interface PosteriorNodes {
  /** @throws if the output is unknown, ambiguous or not of shape `[batch, n]`. */
  mean(caller: string, nodes: GraphNode[]): GraphNode;
  /**
   * Found anew by each call, because training may have changed what the model's metadata say.
   * @returns undefined if σ is unknown, or was found only by its name and has other dimensions than the mean.
   * @throws if its dimensions differ from those of the mean.
   */
  deviation(caller: string, nodes: GraphNode[], mean: GraphNode): DeviationNode | undefined;
}

export function posteriorNodes(caller: string, walked: WalkedModel, options: EncoderOptions): PosteriorNodes {
  const { latent } = options;
  const isPooled = latent !== undefined && latent !== 'flatten';
  const form = DEVIATION_FORMS.find((name) => options[name] !== undefined);
  if (isPooled && form !== undefined) {
    throw invalidArgument(
      `${caller}: ${form} must be left out if latent is a mean or maximum over places, whose σ is unknown; leave it out, or pass ` +
        "{ latent: 'flatten' }.",
    );
  }
  const nodeOf = (from: string, nodes: GraphNode[], wanted: LatentOutput | undefined) => {
    const { id, name, columns } = latentOutput(from, walked, wanted);
    const layoutOf = (node: GraphNode) => layoutOfLatent(from, walked, node, options.layout);
    return flattened(from, nodes, nodes[id] as GraphNode, name, columns, { latent, layoutOf });
  };
  return {
    mean: (from, nodes) => nodeOf(from, nodes, options.output),
    deviation(from, nodes, mean) {
      if (isPooled) return undefined;
      const known = deviationOutput(from, walked, options);
      if (known === undefined) return undefined;
      const where = known.source === 'metadata' ? `${from}: "posterior" in the model's metadata` : from;
      const node = nodeOf(where, nodes, known.output);
      if (`${node.outputShape}` === `${mean.outputShape}`) return { id: node.id, form: known.form };
      if (known.source === 'name') return undefined;
      throw otherDimensions(where, known, node, mean);
    },
  };
}

/**
 * The layout of a latent: that of the operation that makes it, else the one that the user gives. The layout that the model shows is that of
 * its images, so it holds only for latents with
 * as many axes as the images: the tokens of a transformer may have their channels last in a model of channels-first images.
 */
function layoutOfLatent(
  caller: string,
  walked: WalkedModel,
  node: GraphNode,
  given: ImageLayout | undefined,
): ImageLayout | undefined {
  const graph = subgraph(caller, walked, node.id);
  const own = layoutOfOutput(graph) ?? given;
  if (own !== undefined) return own;
  if (node.outputShape.length !== graph.nodes[graph.input]?.outputShape.length) return undefined;
  return walked.layout ?? layoutOfGraph(graph);
}

const NAMES: Readonly<Record<DeviationForm, string>> = {
  logVariance: 'log-variance',
  logStd: 'log standard deviation',
  variance: 'variance',
  std: 'standard deviation',
};

function otherDimensions(
  where: string,
  { form, source }: DeviationOutput,
  node: GraphNode,
  mean: GraphNode,
): Error {
  const refuse = source === 'metadata' ? unsupportedModel : invalidArgument;
  return refuse(
    `${where}: the ${NAMES[form]} "${node.name}" must have the ${mean.outputShape[0]} dimensions of the mean ` +
      `"${mean.name}"; it has ${node.outputShape[0]}.`,
  );
}
