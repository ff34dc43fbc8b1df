import type { ModelMessage, NodeMessage, TensorMessage } from '../wire/schema.js';

/** All dense tensors of a model, each with its description for messages. */
export function* tensorsOf({ graph, functions }: ModelMessage): Generator<[what: string, TensorMessage]> {
  for (const tensor of graph?.initializers ?? []) yield [`tensor "${tensor.name}"`, tensor];
  for (const { nodes } of [{ nodes: graph?.nodes ?? [] }, ...functions]) {
    for (const node of nodes) {
      for (const { tensor, name } of node.attributes) {
        if (tensor !== undefined) yield [attributeName(node, name), tensor];
      }
    }
  }
}

/** For messages: `attribute "value" of node "c" (Constant)`. */
export function attributeName({ name, op, outputs }: NodeMessage, attribute: string): string {
  return `attribute "${attribute}" of node "${name || outputs[0] || op}" (${op})`;
}
