import { subgraph } from '../encoders/subgraph.js';
import type { WalkedModel } from '../encoders/walked-model.js';
import type { Graph } from '../graph/graph.js';
import { withConstantInputs } from '../graph/nodes-of-input.js';

/**
 * A function that reads a decoder's graph at its first call, because walking a large model takes time.
 * @param walk walks the decoder's model.
 * @param outputOf the id of the node with the decoded inputs.
 * @returns the graph; undefined for a model that cannot be walked, although it can still decode.
 */
export function decoderGraph(
  walk: () => WalkedModel,
  outputOf: (walked: WalkedModel) => number | undefined,
): () => Graph | undefined {
  let found: { readonly graph: Graph | undefined } | undefined;
  const read = (): Graph | undefined => {
    try {
      const walked = walk();
      const output = outputOf(walked);
      return output === undefined ? undefined : withConstantInputs(subgraph('decoder', walked, output));
    } catch {
      return undefined;
    }
  };
  return () => {
    found ??= { graph: read() };
    return found.graph;
  };
}
