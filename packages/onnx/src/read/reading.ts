import type { GraphNode, Operation, Weight } from '@csm/core/extend';
import type { Attribute, Constant, ElementType, OnnxNode } from '../model/onnx-model.js';
import type { Attributes } from './attributes.js';
import type { Operand, Value } from './value.js';

/**
 * Reads one ONNX operator: adds the nodes that compute it to the graph, and returns its outputs; undefined for those that it does not
 * support. It is called only if some input depends on the model's inputs; operators of constants are folded.
 */
export type OperatorReader = (at: Reading) => Operand | readonly (Operand | undefined)[];

/** One ONNX node while it is read, and the graph that is being built. */
export interface Reading extends Attributes {
  readonly node: OnnxNode;
  /** The version of the operators of the node's domain. */
  readonly opset: number;
  /** What wrote the model, such as `pytorch 2.9.0`; empty if unknown. */
  readonly producer: string;
  /** For a model with a fixed batch of several samples that is read as a whole: their number. */
  readonly samples?: number;

  attribute(name: string): Attribute | undefined;
  /** Input `i`, or undefined if it is left out. */
  operand(i: number): Operand | undefined;
  /** Input `i` as a tensor of the graph; a constant becomes a node of kind `constant`. @throws if it is left out. */
  value(i: number): Value;
  /**
   * Input `i`, which must be a constant; undefined if it is left out.
   * @throws if it depends on the model's inputs: the operator is then refused by name.
   */
  constant(i: number): Constant | undefined;
  /** The numbers of {@link constant}, such as axes or sizes. */
  constantNumbers(i: number): readonly number[] | undefined;
  /** A constant as a tensor of the graph. */
  constantValue(constant: Constant): Value;

  /**
   * Adds a node to the graph. Its name is the ONNX node's; if the ONNX node becomes several nodes, `/` and `part` are appended.
   * @param result what the node computes: the shape and axes in ONNX's terms, and the shape of its own tensor without the samples.
   */
  add(
    operation: Operation,
    inputs: readonly Value[],
    result: {
      readonly outputShape: readonly number[];
      readonly shape: readonly number[];
      readonly axes: readonly (readonly number[])[];
      readonly type?: ElementType | undefined;
    },
    part?: string,
  ): Value;
  /** Adds a node whose output has the shape and layout of its first input, such as an elementwise function. */
  addAlike(
    operation: Operation,
    inputs: readonly [Value, ...Value[]],
    part?: string,
    type?: ElementType,
  ): Value;
  /** How often the tensor of input `i` is read in the model, by nodes and as an output. */
  readers(i: number): number;
  /** The node that computes a value. */
  nodeOf(value: Value): GraphNode;
  /** The shape of a value's node without the samples. */
  outputShape(value: Value): readonly number[];

  /** A tensor that the encoder owns. */
  weight(data: ArrayLike<number>, shape: readonly number[]): Weight;

  /** The error that says that the node may mix the samples of a fixed batch, or move them to where they cannot be followed. */
  mixesSamples(): Error;
  /** The error that refuses the node: `node "conv1" (Conv): ` and the reason, such as `expected …; got …`. */
  refuse(reason: string): Error;
}
