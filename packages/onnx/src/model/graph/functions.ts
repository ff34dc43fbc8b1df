import { invalidFile, unsupportedModel } from '@csm/base';
import type { AttributeMessage, FunctionMessage, ModelMessage, NodeMessage } from '../wire/schema.js';
import { standardDomain } from './node.js';

/** Functions may be inlined to this many nodes: calls of calls multiply. */
const MAX_NODES = 100_000;
/** Functions may call each other this deep. */
const MAX_DEPTH = 64;

/**
 * The nodes of a model with its local functions inlined: each node that calls one is replaced by the function's nodes, whose tensors get
 * names of their own.
 * @throws if functions call each other in a circle, or need other versions of the operators than the model.
 */
export function inlinedNodes(where: string, model: ModelMessage): readonly NodeMessage[] {
  const nodes = model.graph?.nodes ?? [];
  if (model.functions.length === 0) return nodes;
  const functions = new Map(
    model.functions.map((each) => [key(each.domain, each.name, each.overload), each]),
  );
  const versions = new Map(
    model.operatorSets.map(({ domain, version }) => [standardDomain(domain), version ?? 1]),
  );
  const result: NodeMessage[] = [];
  const inline = (node: NodeMessage, depth: number) => {
    const called = functions.get(key(node.domain, node.op, node.overload));
    if (called === undefined) {
      result.push(node);
      if (result.length <= MAX_NODES) return;
      throw unsupportedModel(
        `${where}: expected functions that inline to at most ${MAX_NODES} nodes; these have more; export the model again.`,
      );
    }
    if (depth === MAX_DEPTH) {
      throw invalidFile(
        `${where}: expected functions that do not call themselves; "${called.name}" does, or its calls are more than ${MAX_DEPTH} deep; ` +
          'export the model again.',
      );
    }
    checkVersions(where, called, versions);
    for (const inner of callOf(node, called)) inline(inner, depth + 1);
  };
  for (const node of nodes) inline(node, 0);
  return result;
}

const key = (domain: string, name: string, overload: string): string =>
  JSON.stringify([standardDomain(domain), name, overload]);

function checkVersions(
  where: string,
  { name, operatorSets }: FunctionMessage,
  versions: ReadonlyMap<string, number>,
): void {
  for (const { domain, version } of operatorSets) {
    const ofModel = versions.get(standardDomain(domain));
    if (ofModel === undefined || version === undefined || ofModel === version) continue;
    throw unsupportedModel(
      `${where}: function "${name}" needs version ${version} of the operators of domain "${domain}", the model version ${ofModel}; ` +
        'export the model again with its functions inlined (onnx.inliner).',
    );
  }
}

/** The nodes of a function for one call of it. */
function callOf(call: NodeMessage, called: FunctionMessage): NodeMessage[] {
  const prefix = call.outputs.find((name) => name !== '') ?? call.name;
  const names = new Map<string, string>([['', '']]);
  called.outputs.forEach((name, i) => {
    if (call.outputs[i]) names.set(name, call.outputs[i]);
  });
  for (const [i, name] of called.inputs.entries()) names.set(name, call.inputs[i] ?? '');
  const renamed = (name: string) => names.get(name) ?? `${prefix}/${name}`;
  const passed = new Map(
    [...called.attributes, ...call.attributes].map((attribute) => [attribute.name, attribute]),
  );
  return called.nodes.map((node) => ({
    ...node,
    name: `${call.name || prefix}/${node.name || node.outputs[0] || node.op}`,
    inputs: node.inputs.map(renamed),
    outputs: node.outputs.map(renamed),
    attributes: node.attributes.flatMap((attribute): AttributeMessage[] => {
      // The names that a subgraph reads would have to be renamed, too: it is not read.
      if (attribute.graph !== undefined) return [{ ...attribute, graph: new Uint8Array() }];
      if (attribute.reference === '') return [attribute];
      const value = passed.get(attribute.reference);
      return value === undefined ? [] : [{ ...value, name: attribute.name }];
    }),
  }));
}
