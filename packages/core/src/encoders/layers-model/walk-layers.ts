import { isDisposedModel } from '@csm/base';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { ElementwiseStep } from '../../graph/elementwise/expression.js';
import { findActivation } from '../../graph/elementwise/find-activation.js';
import type { GraphNode } from '../../graph/graph.js';
import type { Operation } from '../../graph/operation.js';
import { field, type Layer } from '../../graph/operation-kind.js';
import { inOrder } from '../in-order.js';
import type { NamedOutput, WalkedModel } from '../walked-model.js';
import { elementwiseLayer } from './elementwise-layer.js';
import { operationsOfLayer } from './operations-of-layer.js';
import { posteriorMetadata } from './posterior-metadata.js';

/** The outer node that feeds each input of a nested model; `key` distinguishes two calls of one nested model. */
interface Scope {
  readonly key: string;
  /** Names of the enclosing models, each with a slash: `vae/encoder/`. */
  readonly path: string;
  readonly inputs: ReadonlyMap<number, number>;
}

/**
 * Converts a LayersModel to a graph of operations by walking the nodes of its layers. Nested models are walked as
 * well, and a shared layer becomes one node per call. Runs nothing and changes nothing.
 */
export function walkLayers(model: LayersModel): WalkedModel {
  const nodes: GraphNode[] = [];
  const known = new Map<string, number>();
  const named: NamedOutput[] = [];
  const problems = new Map<number, string>();
  const elementwise = new Map<number, ElementwiseStep>();

  const addNode = (
    name: string,
    operation: Operation,
    inputs: readonly number[],
    shape: readonly unknown[],
  ) => {
    const id = nodes.length;
    const outputShape = shape.slice(1) as number[];
    const shapes = [outputShape, ...inputs.map((input) => nodes[input]?.outputShape ?? [])];
    const step = elementwiseLayer(operation, inputs, shapes);
    if (step) elementwise.set(id, step);
    // Layers that merge tensors may spell an activation, as `multiply` of x and sigmoid(x) does.
    const found =
      step && operation.kind !== 'activation'
        ? findActivation(id, (each) => elementwise.get(each), shape.length)
        : undefined;
    nodes.push({
      id,
      name,
      operation: found?.activation ?? operation,
      inputs: found ? [found.source] : inputs,
      outputShape,
    });
    return id;
  };

  /**
   * Visits a tensor after the tensors that its layer reads, so that visits are nested only as deep as the models.
   */
  function visitInOrder(tensor: SymbolicTensor, scope: Scope): number {
    const read = (each: SymbolicTensor) =>
      scope.inputs.has(each.id) ? [] : (inboundCall(each)?.inputTensors ?? []);
    for (const each of inOrder([tensor], read, ({ id }) => id)) visit(each, scope);
    return visit(tensor, scope);
  }

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
    const call = inboundCall(tensor)!;
    const inputs = call.inputTensors.map((input) => visit(input, scope));
    if (isModel(layer)) {
      const inner = new Map(layer.inputs.map((input, i) => [input.id, inputs[i]!]));
      const path = `${scope.path}${layer.name}/`;
      const output = visitInOrder(layer.outputs[tensor.tensorIndex]!, { key, path, inputs: inner });
      if (layer.outputs.length === 1) named.push({ name: scope.path + layer.name, id: output });
      return output;
    }
    const inputShapes = call.inputTensors.map((input) => input.shape);
    const steps = operationsOfLayer(layer, { inputShapes, outputShape: tensor.shape });
    const id = steps.reduce<number>((previous, { operation, outputShape }, i) => {
      const name = i === 0 ? layer.name : `${layer.name}/${nameOf(operation)}`;
      return addNode(name, operation, i === 0 ? inputs : [previous], outputShape);
    }, -1);
    const problem = problemOf(layer, call.outputTensors.length);
    if (problem) problems.set(id, `layer "${layer.name}" (${layer.getClassName()}) ${problem}`);
    named.push({ name: layer.name, id });
    if (scope.path !== '') named.push({ name: scope.path + layer.name, id });
    return id;
  }

  const outputs = model.outputs.map((tensor) => {
    const id = visitInOrder(tensor, { key: '', path: '', inputs: new Map() });
    return { name: nodes[id]!.name.split('/')[0]!, id };
  });
  return {
    nodes,
    outputs,
    named,
    problems,
    isDisposed: () => isDisposedModel(model),
    posterior: () => posteriorMetadata(model),
  };
}

/** The call of a layer that computes a tensor. */
function inboundCall({ sourceLayer, nodeIndex }: SymbolicTensor): Layer['inboundNodes'][number] | undefined {
  return (sourceLayer as Layer).inboundNodes[nodeIndex];
}

/** The name of a layer's second or later operation. */
function nameOf(operation: Operation): string {
  return operation.kind === 'activation' ? operation.activation : operation.kind;
}

/** The reason why a layer is not supported: each of these would silently give wrong numbers. */
function problemOf(layer: Layer, outputs: number): string | undefined {
  const { returnState } = layer as { returnState?: unknown };
  if (outputs > 1 && returnState === true) {
    return `has ${outputs} outputs, its result and its states; build it without returnState`;
  }
  if (outputs > 1)
    return `has ${outputs} outputs; build it with one, or use functionEncoder for the whole model`;
  if (layer.stateful) {
    return 'is stateful, so that its output depends on previous calls; build it with { stateful: false }';
  }
  const masks = layer.getClassName() === 'Masking' || field<boolean | undefined>(layer, 'maskZero') === true;
  if (!masks) return undefined;
  const how = layer.getClassName() === 'Masking' ? 'leave it out' : 'build it with { maskZero: false }';
  return `makes a mask, which is not passed on; ${how}, or use functionEncoder for the whole model`;
}

function isModel(layer: Layer): layer is Layer & LayersModel {
  const { layers, outputs } = layer as unknown as Partial<LayersModel>;
  return Array.isArray(layers) && Array.isArray(outputs);
}
