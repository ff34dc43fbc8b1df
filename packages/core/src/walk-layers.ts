import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Graph, GraphNode } from './graph.js';
import { type Operation, operationsOfLayer } from './operations/index.js';
import type { Layer } from './operations/operation-kind.js';

/** Which outer node stands for each input of a nested model; `key` tells apart two calls of one nested model. */
interface Scope {
  readonly key: string;
  readonly inputs: ReadonlyMap<number, number>;
}

/**
 * The graph of operations between a LayersModel's input and one of its tensors, read from the layers' own nodes.
 * Nested models are walked into, shared layers become one node a call. Runs nothing and changes nothing.
 *
 * @param output symbolic tensor inside the model whose value is the latent.
 * @throws if the tensor depends on no input or on more than one, or on a layer with several outputs.
 */
export function walkLayers(output: SymbolicTensor): Graph {
  const nodes: GraphNode[] = [];
  const idOf = new Map<string, number>();
  const inputIds: number[] = [];

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
    const key = `${scope.key}/${layer.id}:${tensor.nodeIndex}`;
    const known = idOf.get(`${key}:${tensor.tensorIndex}`);
    if (known !== undefined) return known;
    const id = addLayer(tensor, layer, key, scope);
    idOf.set(`${key}:${tensor.tensorIndex}`, id);
    return id;
  }

  function addLayer(tensor: SymbolicTensor, layer: Layer, key: string, scope: Scope): number {
    if (layer.getClassName() === 'InputLayer') {
      const id = addNode(layer.name, { kind: 'input' }, [], tensor.shape);
      inputIds.push(id);
      return id;
    }
    const call = layer.inboundNodes[tensor.nodeIndex]!;
    const inputs = call.inputTensors.map((input) => visit(input, scope));
    if (isModel(layer)) {
      const inner = new Map(layer.inputs.map((input, i) => [input.id, inputs[i]!]));
      return visit(layer.outputs[tensor.tensorIndex]!, { key, inputs: inner });
    }
    if (call.outputTensors.length > 1) {
      throw new Error(
        `layersEncoder: layer "${layer.name}" (${layer.getClassName()}) has ${call.outputTensors.length} outputs; ` +
          'only layers with one output can be walked. Wrap the model in a functionEncoder instead.',
      );
    }
    const inputRank = call.inputTensors[0]!.shape.length;
    return operationsOfLayer(layer, inputRank).reduce<number>((previous, operation, i) => {
      const name =
        i === 0 || operation.kind !== 'activation' ? layer.name : `${layer.name}/${operation.activation}`;
      return addNode(name, operation, i === 0 ? inputs : [previous], tensor.shape);
    }, -1);
  }

  const latent = visit(output, { key: '', inputs: new Map() });
  if (inputIds.length !== 1) {
    const names = inputIds.map((id) => `"${nodes[id]!.name}"`).join(', ') || 'none';
    throw new Error(
      `layersEncoder: the latent must depend on exactly one input; it depends on ${inputIds.length} (${names}).`,
    );
  }
  return { nodes, input: inputIds[0]!, output: latent };
}

function isModel(layer: Layer): layer is Layer & LayersModel {
  return (
    Array.isArray((layer as unknown as LayersModel).layers) &&
    Array.isArray((layer as unknown as LayersModel).outputs)
  );
}
