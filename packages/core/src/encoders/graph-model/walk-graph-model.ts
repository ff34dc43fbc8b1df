import { sentence, unsupportedModel } from '@csm/base';
import { reshape, type Tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import { type ElementwiseStep, regionsAt } from '../../graph/elementwise/expression.js';
import { findActivation } from '../../graph/elementwise/find-activation.js';
import type { GraphNode } from '../../graph/graph.js';
import { forward, type Operation } from '../../graph/operation.js';
import { execute, type GraphOperation } from '../../graph/operations/graph-operation.js';
import { inOrder } from '../in-order.js';
import type { WalkedModel } from '../walked-model.js';
import {
  type ConverterGraph,
  type ConverterNode,
  converterGraph,
  inputsOf,
  nodeName,
  nodeOf,
  type TensorName,
} from './converter-graph.js';
import { elementwiseStep } from './elementwise-step.js';
import { asynchronousControl, controlsOf, feedsOf } from './executor-feeds.js';
import type { GraphModel } from './graph-model.js';
import { isOfOneSample } from './graph-model-input.js';
import { namedOutputs, outputName } from './graph-model-names.js';
import { dependentNodes, graphProblems } from './graph-model-problems.js';
import { isActivation, operationsOfGraphNode, PASSING, type Surroundings } from './graph-operations.js';
import { traitsOfGraphNode } from './opaque-graph-operations.js';
import { type InputOptions, type WalkedInput, type WalkedInputs, walkedInputs } from './walked-inputs.js';
import { weightOf } from './weight-of.js';

/**
 * Every node is run on zeros with these two batch sizes, to find its shape: the axis whose length matches both is
 * the batch.
 */
const BATCHES = [2, 3];

/** A node's output for each of {@link BATCHES}. */
type Values = readonly Tensor[];

/**
 * Walks a GraphModel into a graph of operations, from the nodes that tfjs-converter executes. Weights are the model's own
 * tensors. Each node is run on zeros when it is reached, because a SavedModel does not say which of its reshapes keep
 * the batch.
 *
 * @param options which inputs the encoder has. The walk deals with `input` and `inputShape`; given inputs stay inputs.
 */
export function walkGraphModel(caller: string, model: GraphModel, options: InputOptions = {}): WalkedModel {
  const graph = converterGraph(caller, model);
  const walked: WalkedModel[] = [];
  tidy(() => {
    walked.push(walk(caller, model, graph, walkedInputs(caller, model, graph, options)));
  });
  return { ...(walked[0] as WalkedModel), posterior: () => model.metadata?.posterior };
}

function walk(
  caller: string,
  model: GraphModel,
  graph: ConverterGraph,
  walkedFrom: WalkedInputs,
): WalkedModel {
  const { starts, given } = walkedFrom;
  const dependent = dependentNodes(graph);
  const unrunnable = graphProblems(graph, new Set([...starts.keys()].map(nodeName)), given);
  const nodes: GraphNode[] = [];
  const values: Values[] = [];
  const known = new Map<TensorName, number>();
  /** The first tensor that each node computes. */
  const tensors = new Map<number, TensorName>();
  const problems = new Map<number, string>();
  const isSingle = isOfOneSample(graph);
  const batches = isSingle ? [1] : BATCHES;
  /** For a model with a batch of 1: the shapes of the nodes' outputs for one sample, which may lack a batch axis. */
  const ofOneSample: (readonly number[])[] = [];
  /** The elementwise operations of nodes, by the nodes' ids. */
  const steps = new Map<number, ElementwiseStep>();

  const isDependent = (tensor: TensorName) => dependent.has(nodeName(tensor));
  const valuesOf = (id: number): Values => values[id] ?? [];
  const isInput = (tensor: TensorName) => nodes[visit(tensor)]?.operation.kind === 'input';
  const isFloat = (tensor: TensorName) => valuesOf(visit(tensor))[0]?.dtype === 'float32';

  function add(
    name: string,
    operation: Operation,
    inputs: readonly number[],
    own = run(name, operation, inputs),
  ) {
    const outputShape = withoutBatch(own, batches) ?? own[0]?.shape ?? [];
    values.push(own);
    ofOneSample.push(shapeOfOneSample(name, operation, inputs, own));
    return nodes.push({ id: nodes.length, name, operation, inputs, outputShape }) - 1;
  }

  function run(name: string, operation: Operation, inputs: readonly number[]): Values {
    return attempt(name, () =>
      batches.map((_, i) =>
        forward(
          operation,
          inputs.map((id) => valuesOf(id)[i] as Tensor),
        ),
      ),
    );
  }

  function shapeOfOneSample(name: string, operation: Operation, inputs: readonly number[], own: Values) {
    const inBatch = own[0]?.shape ?? [];
    if (!isSingle) return inBatch;
    if (operation.kind === 'graphOperation') return rawShape(name, operation, inputs);
    // Elementwise, so that the output has the shape of the input.
    return operation.kind === 'activation' ? (ofOneSample[inputs[0] ?? 0] ?? inBatch) : inBatch;
  }

  /** The shape that the executor gives for one sample. */
  function rawShape(name: string, operation: GraphOperation, inputs: readonly number[]): readonly number[] {
    const samples = inputs.map((id) => reshape(valuesOf(id)[0] as Tensor, [...(ofOneSample[id] ?? [])]));
    return attempt(name, () => execute(operation, samples)).shape;
  }

  function attempt<T>(name: string, action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw unsupportedModel(
        `${caller}: node "${name}" must run on zeros; it throws: ${sentence((error as Error).message)}`,
        { cause: error },
      );
    }
  }

  function visit(tensor: TensorName): number {
    const id = known.get(tensor) ?? addTensor(tensor, nodeOf(graph, tensor));
    known.set(tensor, id);
    if (!tensors.has(id)) tensors.set(id, tensor);
    return id;
  }

  function addTensor(tensor: TensorName, node: ConverterNode): number {
    const start = starts.get(tensor);
    if (start) return addInput(start);
    if (unrunnable.has(node.name)) return addProblem(node, unrunnable.get(node.name)!);
    if (node.op === 'Placeholder') return addInput(walkedFrom.ofPlaceholder(node));
    const inputs = inputsOf(node);
    if (PASSING.has(node.op)) return visit(inputs[0]!);
    const biased = withBias(node);
    if (biased !== undefined) return biased;
    if (!tensor.endsWith(':0')) return addOpaque(node, tensor);
    const step = stepOf(node);
    const id = (step && addActivation(node, step)) ?? addMapped(node) ?? addOpaque(node, tensor, step);
    if (step) steps.set(id, step);
    return id;
  }

  function stepOf(node: ConverterNode): ElementwiseStep | undefined {
    const inputs = inputsOf(node).map((input) => {
      if (!isDependent(input)) return constantOf(input);
      const id = visit(input);
      return problems.has(id) ? undefined : { id, shape: valuesOf(id)[0]?.shape ?? [] };
    });
    return inputs.includes(undefined)
      ? undefined
      : elementwiseStep(
          node,
          inputs.flatMap((input) => input ?? []),
        );
  }

  /** A weight, or the result of nodes that only depend on weights. */
  function constantOf(tensor: TensorName): Tensor | undefined {
    return weightOf(graph, tensor) ?? valuesOf(visit(tensor))[0];
  }

  /** Adds an activation if the node and nodes before it compute one together. The nodes before it remain. */
  function addActivation(node: ConverterNode, step: ElementwiseStep): number | undefined {
    const found = activationAt(step);
    if (found === undefined || (found.steps === 1 && isActivation(node))) return undefined;
    return add(node.name, found.activation, [found.source]);
  }

  /** The activation that would be computed by a step after all nodes so far. */
  function activationAt(step: ElementwiseStep) {
    const [first = 0] = step.inputs.filter((input) => typeof input === 'number');
    const next = nodes.length;
    const rank = valuesOf(first)[0]?.shape.length ?? 0;
    return findActivation(next, (id) => (id === next ? step : steps.get(id)), rank);
  }

  function addInput({ name, shape, type }: WalkedInput): number {
    return add(
      name,
      { kind: 'input', ...(type && { type }) },
      [],
      batches.map((batch) => zeros([batch, ...shape], type ?? 'float32')),
    );
  }

  /** Adds a node that cannot be run. */
  function addProblem(node: ConverterNode, problem: string): number {
    // Its shape is unknown; it is given the shape of a latent, so that the error is about the problem and not about
    // the shape.
    const like = batches.map((batch) => zeros([batch, 1]));
    const id = add(node.name, { kind: 'input' }, [], like);
    problems.set(id, problem);
    return id;
  }

  function addMapped(node: ConverterNode): number | undefined {
    const inputs = inputsOf(node);
    const mapped = operationsOfGraphNode(node, around(node));
    if (mapped === undefined) return undefined;
    const sources = mapped.inputs.map((i) => visit(inputs[i]!));
    const isElementwise = mapped.operations.every(({ kind }) => kind === 'activation');
    if (isSingle && !isElementwise && !mapped.inputs.every((i) => isBatched(inputs[i]!))) return undefined;
    return mapped.operations.reduce<number>((previous, operation, i) => {
      const isFused = i > 0 && operation.kind === 'activation';
      const name = isFused ? `${node.name}/${operation.activation}` : node.name;
      return add(name, operation, i === 0 ? sources : [previous]);
    }, -1);
  }

  function around(node: ConverterNode): Surroundings {
    const inputs = inputsOf(node);
    return {
      weight: (i) => (inputs[i] === undefined ? undefined : weightOf(graph, inputs[i])),
      inputShape: (i) =>
        inputs[i] === undefined || !isDependent(inputs[i]) ? undefined : withoutBatchAxis(visit(inputs[i])),
      dependent: inputs.filter(isDependent).length,
      get outputShape() {
        const opaque = opaqueOperation(node, `${node.name}:0`);
        if (asynchronousControl(graph, opaque.controls) !== undefined) return undefined;
        const feeds = opaque.feeds.map(visit);
        if (!isSingle) return withoutBatch(run(node.name, opaque, feeds), batches);
        const [batch, ...own] = rawShape(node.name, opaque, feeds);
        return batch === 1 ? own : undefined;
      },
    };
  }

  function withoutBatchAxis(id: number): readonly number[] | undefined {
    if (!isSingle) return withoutBatch(valuesOf(id), batches);
    const [batch, ...own] = ofOneSample[id] ?? [];
    return batch === 1 ? own : undefined;
  }

  /** For a model with a batch of 1: whether a tensor depends on the inputs and has a batch axis, also for one sample. */
  function isBatched(tensor: TensorName): boolean {
    return isDependent(tensor) && ofOneSample[visit(tensor)]?.[0] === 1;
  }

  /**
   * If a constant is added to a layer's output and nothing else uses that output, the constant is the layer's bias:
   * both become one node, as in a LayersModel.
   */
  function withBias(node: ConverterNode): number | undefined {
    if (!['BiasAdd', 'Add', 'AddV2'].includes(node.op)) return undefined;
    const inputs = inputsOf(node).slice(0, 2);
    const source = inputs.find(isDependent)!;
    const bias = inputs.map((input) => weightOf(graph, input)).find((weight) => weight !== undefined);
    if (bias === undefined || nodeOf(graph, source).children.length !== 1) return undefined;
    const { operation, inputs: before, outputShape } = nodes[visit(source)]!;
    const ofChannels = bias.shape.at(-1) === outputShape.at(-1) && bias.size === outputShape.at(-1);
    if (!CAN_HAVE_BIAS.has(operation.kind) || 'bias' in operation || !ofChannels) return undefined;
    return add(node.name, { ...operation, bias } as Operation, before);
  }

  function addOpaque(node: ConverterNode, tensor: TensorName, step?: ElementwiseStep): number {
    const own = opaqueOperation(node, tensor);
    const operation = (step && elementwiseOperation(own, step)) ?? own;
    const control = asynchronousControl(graph, operation.controls);
    if (control !== undefined) {
      const problem = `must run after node "${control.name}" (${control.op}), which only runs asynchronously; name another output`;
      return addProblem(node, `node "${node.name}" (${node.op}) ${problem}`);
    }
    const feeds = operation.feeds.map(visit);
    const single = isSingle && { ofOneSample: feeds.map((id) => ofOneSample[id] ?? []) };
    return add(tensor.replace(/:0$/, ''), { ...operation, ...single }, feeds);
  }

  function opaqueOperation(node: ConverterNode, output: TensorName) {
    const fused = (node.attrParams.fusedOps?.value ?? []) as string[];
    const factors = inputsOf(node).filter((input) => isDependent(input) && isFloat(input)).length;
    const constants = inputsOf(node).flatMap((input) => weightOf(graph, input) ?? []);
    const traits = traitsOfGraphNode(node.op, fused, factors, constants);
    const feeds = feedsOf(graph, node, isDependent, (tensor) => isFloat(tensor) || isInput(tensor));
    const controls = controlsOf(graph, node, new Set(feeds.map(nodeName)));
    return { kind: 'graphOperation', className: node.op, ...traits, model, feeds, controls, output } as const;
  }

  /**
   * If the node and the elementwise nodes before it compute a function of one value, the executor is given that value alone. An activation in
   * between stays a node of its own.
   */
  function elementwiseOperation(operation: ReturnType<typeof opaqueOperation>, step: ElementwiseStep) {
    const next = nodes.length;
    for (const { source, steps: inside } of regionsAt(next, (id) => (id === next ? step : steps.get(id)))) {
      const before = [...inside.keys()].filter((id) => id !== next);
      if (before.some((id) => nodes[id]?.operation.kind === 'activation')) return undefined;
      const feed = tensors.get(source);
      if (feed === undefined || valuesOf(source)[0]?.dtype !== 'float32') continue;
      if (operation.feeds.length === 1 && operation.feeds[0] === feed)
        return { ...operation, elementwise: true };
      const hides = [operation, ...before.map((id) => nodes[id]?.operation)].some(
        (each) => each !== undefined && 'hidesNonlinearity' in each && each.hidesNonlinearity,
      );
      return { ...operation, feeds: [feed], linear: false, hidesNonlinearity: hides, elementwise: true };
    }
    return undefined;
  }

  // In this order, a visit finds the node's inputs visited, so that visits are not nested as deep as the graph.
  const all = graph.outputs.map(({ name }): TensorName => `${name}:0`);
  const read = (each: TensorName) =>
    starts.has(each) ? [] : inputsOf(nodeOf(graph, each)).filter(isDependent);
  for (const tensor of inOrder(all, read)) visit(tensor);
  const outputs = graph.outputs.map((node) => {
    const id = visit(`${node.name}:0`);
    return { name: outputName(node, nodes[id]!.name), id };
  });
  const entered = walkedFrom.names;
  const ids = nodes
    .filter(({ name, operation }) => operation.kind === 'input' && entered?.includes(name))
    .map(({ id }) => id);
  return {
    nodes,
    outputs,
    named: namedOutputs(known, outputs),
    problems,
    ...(entered && { starts: new Set(ids) }),
  };
}

const CAN_HAVE_BIAS = new Set(['convolution', 'depthwiseConvolution', 'transposedConvolution', 'dense']);

/** The shape without the batch axis; undefined if the first axis is not the batch. */
function withoutBatch(values: Values, batches: readonly number[]): readonly number[] | undefined {
  const [first, ...others] = values.map(({ shape: [batch, ...own] }, i) =>
    batch === batches[i] ? own : undefined,
  );
  return others.every((other) => `${other}` === `${first}`) ? first : undefined;
}
