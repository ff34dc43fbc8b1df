import type { Attribute, OnnxNode } from '../onnx-model.js';
import type { NodeMessage } from '../wire/schema.js';
import { type ExternalData, readAttribute } from './attribute.js';
import { attributeName } from './tensors-of.js';

/** A node of the graph. @param where the beginning of the messages. */
export function readNode(where: string, node: NodeMessage, external: ExternalData): OnnxNode {
  const attributes = new Map<string, Attribute>();
  for (const attribute of node.attributes) {
    const what = `${where}: ${attributeName(node, attribute.name)}`;
    attributes.set(attribute.name, readAttribute(what, attribute, external));
  }
  return {
    name: node.name || node.outputs.find((output) => output !== '') || node.op,
    op: node.op,
    domain: standardDomain(node.domain),
    inputs: node.inputs,
    outputs: node.outputs,
    attributes,
  };
}

/** The standard's domain has two names. */
export const standardDomain = (domain: string): string => (domain === 'ai.onnx' ? '' : domain);
