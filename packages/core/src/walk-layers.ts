import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Graph, GraphNode } from './graph.js';
import { type Operation, operationsOfLayer } from './operations/index.js';
import { field, type Layer } from './operations/operation-kind.js';

/** The last node of one call of a layer: what the layer's output is. */
export interface LayerOutput {
  readonly layerName: string;
  readonly id: number;
}

/** A whole model as data, and what stands in the way of running parts of it. */
export interface WalkedModel {
  readonly nodes: readonly GraphNode[];
  /** What each of the model's outputs is, in their order; inside a nested model, the layer that computes it. */
  readonly outputs: readonly LayerOutput[];
  /** Every call of every layer, nested ones too. */
  readonly layerOutputs: readonly LayerOutput[];
  /** Why a node cannot be run, by id. */
  readonly problems: ReadonlyMap<number, string>;
}

/** Which outer node stands for each input of a nested model; `key` tells apart two calls of one nested model. */
interface Scope {
  readonly key: string;
  readonly inputs: ReadonlyMap<number, number>;
}

/**
 * The graph of operations of a LayersModel, read from the layers' own nodes. Nested models are walked into, shared layers
 * become one node a call. Runs nothing and changes nothing.
 */
export function walkLayers(model: LayersModel): WalkedModel {
  const nodes: GraphNode[] = [];
  const known = new Map<string, number>();
  const layerOutputs: LayerOutput[] = [];
  const problems = new Map<number, string>();

  const addNode = (
    name: string,
    operation: Operation,
    inputs: readonly number[],
    shape: readonly unknown[],
  ) => {
    const id = nodes.length;
    nodes.push({ id, name, operation, inputs, outputShape: shape.slice(1) as number[] });
    return id;
  };

  function visit(tensor: SymbolicTensor, scope: Scope): number {
    const entered = scope.inputs.get(tensor.id);
    if (entered !== undefined) return entered;
    const layer = tensor.sourceLayer as Layer;
    const key = `${scope.key}/${layer.id}:${tensor.nodeIndex}:${tensor.tensorIndex}`;
    const id = known.get(key) ?? addLayer(tensor, layer, key, scope);
    known.set(key, id);
    return id;
  }

  function addLayer(tensor: SymbolicTensor, layer: Layer, key: string, scope: Scope): number {
    if (layer.getClassName() === 'InputLayer')
      return addNode(layer.name, { kind: 'input' }, [], tensor.shape);
    const call = layer.inboundNodes[tensor.nodeIndex]!;
    const inputs = call.inputTensors.map((input) => visit(input, scope));
    if (isModel(layer)) {
      const inner = new Map(layer.inputs.map((input, i) => [input.id, inputs[i]!]));
      return visit(layer.outputs[tensor.tensorIndex]!, { key, inputs: inner });
    }
    const inputShapes = call.inputTensors.map((input) => input.shape);
    const operations = operationsOfLayer(layer, { inputShapes, outputShape: tensor.shape });
    const id = operations.reduce<number>((previous, operation, i) => {
      const name =
        i === 0 || operation.kind !== 'activation' ? layer.name : `${layer.name}/${operation.activation}`;
      return addNode(name, operation, i === 0 ? inputs : [previous], tensor.shape);
    }, -1);
    const problem = problemOf(layer, call.outputTensors.length);
    if (problem) problems.set(id, `layer "${layer.name}" (${layer.getClassName()}) ${problem}`);
    layerOutputs.push({ layerName: layer.name, id });
    return id;
  }

  const outputs = model.outputs.map((tensor) => {
    const id = visit(tensor, { key: '', inputs: new Map() });
    return { layerName: nodes[id]!.name.split('/')[0]!, id };
  });
  return { nodes, outputs, layerOutputs, problems };
}

/** What the walk cannot do justice to; each would give wrong numbers without a word. */
function problemOf(layer: Layer, outputs: number): string | undefined {
  if (outputs > 1) return `has ${outputs} outputs`;
  if (layer.stateful) return 'is stateful: its output depends on the calls before';
  const masks = layer.getClassName() === 'Masking' || field<boolean | undefined>(layer, 'maskZero') === true;
  return masks ? 'makes a mask, which is not passed on' : undefined;
}

/**
 * The part of a walked model that one of its nodes depends on.
 * @throws if it holds a node that cannot be run, or depends on other than one input.
 */
export function subgraph({ nodes, problems }: WalkedModel, output: number): Graph {
  const needed = new Set([output]);
  for (const node of [...nodes].reverse()) {
    if (needed.has(node.id)) for (const id of node.inputs) needed.add(id);
  }
  for (const id of needed) {
    const problem = problems.get(id);
    if (problem) throw new Error(`layersEncoder: ${problem}; such layers cannot be walked.`);
  }
  const kept = nodes.filter((node) => needed.has(node.id));
  const inputs = kept.filter((node) => node.operation.kind === 'input');
  if (inputs.length !== 1) {
    const names = inputs.map((node) => `"${node.name}"`).join(', ') || 'none';
    throw new Error(
      `layersEncoder: the latent must depend on exactly one input; it depends on ${inputs.length} (${names}).`,
    );
  }
  const newId = new Map(kept.map((node, id) => [node.id, id]));
  return {
    nodes: kept.map((node, id) => ({ ...node, id, inputs: node.inputs.map((old) => newId.get(old)!) })),
    input: newId.get(inputs[0]!.id)!,
    output: newId.get(output)!,
  };
}

function isModel(layer: Layer): layer is Layer & LayersModel {
  const { layers, outputs } = layer as unknown as Partial<LayersModel>;
  return Array.isArray(layers) && Array.isArray(outputs);
}
