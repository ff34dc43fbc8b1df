import type { Attribute, OnnxNode } from '../onnx-model.js';
import type { NodeMessage } from '../wire/schema.js';
import { type ExternalData, readAttribute } from './attribute.js';
import { readSubgraph } from './subgraph.js';
import { attributeName } from './tensors-of.js';

/** A node of the graph. @param where the beginning of the messages. */
export function readNode(where: string, node: NodeMessage, external: ExternalData, depth = 0): OnnxNode {
  const attributes = new Map<string, Attribute>();
  const captured: string[] = [];
  for (const attribute of node.attributes) {
    const what = `${where}: ${attributeName(node, attribute.name)}`;
    attributes.set(attribute.name, readAttribute(what, attribute, external));
    if (node.op !== 'If' || attribute.graph === undefined) continue;
    const graph = readSubgraph(what, attribute.graph, depth, (each, inner) =>
      readNode(what, each, external, inner),
    );
    if (graph === undefined) continue;
    attributes.set(attribute.name, { graph });
    for (const name of graph.captured) captured.push(name);
  }
  return {
    name: node.name || node.outputs.find((output) => output !== '') || node.op,
    op: node.op,
    domain: standardDomain(node.domain),
    inputs: node.inputs,
    outputs: node.outputs,
    attributes,
    ...(captured.length > 0 && { captured }),
  };
}

/** The standard's domain has two names. */
export const standardDomain = (domain: string): string => (domain === 'ai.onnx' ? '' : domain);
