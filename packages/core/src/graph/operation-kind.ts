import type { Tensor } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';

export type Layer = ReturnType<typeof layers.dense>;

/** One call of a layer; a layer may be called several times. Shapes include the batch axis, as `null`. */
export interface LayerCall {
  readonly inputShapes: readonly (readonly (number | null)[])[];
  readonly outputShape: readonly (number | null)[];
}

/** The results of a node's forward pass that a backward pass may use. */
export interface ForwardRecord {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
}

/** The inputs of an operation: at least one. */
export type OperationInputs = readonly [Tensor, ...Tensor[]];

/** A {@link ForwardRecord} of an operation. */
export interface OperationRecord extends ForwardRecord {
  readonly inputs: OperationInputs;
}

/**
 * Functions that read one kind of operation from a layer, run it and differentiate it. `forward` and `vjp` are called
 * inside `tf.tidy`, so they need not dispose the tensors that they allocate.
 */
export interface OperationKind<Op> {
  /**
   * The operation of this kind that the call computes, without its activation; undefined if the call is of another
   * kind. Absent: no layer of Keras is of this kind.
   */
  fromLayer?(layer: Layer, call: LayerCall): Op | undefined;
  /**
   * Whether the operation is jointly linear in all its inputs, up to a constant: y = J x + b with a J that does
   * not depend on x. Some operations are linear if some of their inputs are constants, as a product is; `constantInputs` tells
   * for each input whether it is, and is empty if none is. Default false.
   */
  readonly linear?: boolean | ((operation: Op, constantInputs: readonly boolean[]) => boolean);
  /** Whether every output value is a copy of one input value, or 0. Default false. */
  readonly routing?: boolean | ((operation: Op, constantInputs: readonly boolean[]) => boolean);
  /** Whether the derivative is 0 although the output depends on the inputs, as that of a comparison. Default false. */
  readonly flat?: boolean | ((operation: Op, constantInputs: readonly boolean[]) => boolean);
  forward(operation: Op, inputs: OperationInputs): Tensor;
  /**
   * The results of the forward pass that `vjp` reads: only the shapes of the inputs, or only the inputs. If absent,
   * it reads inputs and output. An output that no operation reads need not be kept.
   */
  readonly reads?: 'shapes' | 'inputs';
  /** Vector–Jacobian product: the cotangent of each input, for the cotangent of the output. */
  vjp(operation: Op, record: OperationRecord, cotangent: Tensor): Tensor[];
}

/** A layer's configuration field that tfjs does not declare as public. */
export function field<T>(layer: Layer, name: string): T {
  return (layer as unknown as Record<string, T>)[name] as T;
}

/** A layer's weight by its field name, or undefined if the layer has none (no bias, no scale). */
export function weight(layer: Layer, name: string): Tensor | undefined {
  return field<{ read(): Tensor } | undefined>(layer, name)?.read();
}

/** A weight that every layer of its class has once it is built, such as a kernel. */
export function ownWeight(layer: Layer, name: string): Tensor {
  return field<{ read(): Tensor }>(layer, name).read();
}

/** Whether tfjs supports a convolution's padding; it does not support `causal`. */
export function hasSimplePadding(layer: Layer): boolean {
  return ['same', 'valid'].includes(field(layer, 'padding'));
}
