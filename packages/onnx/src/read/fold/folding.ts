import type { Constant, OnnxNode } from '../../model/onnx-model.js';
import { type Attributes, attributesOf } from '../attributes.js';
import { refusalError } from '../refusals.js';

/** One operator whose inputs are constants. */
export interface Folding extends Attributes {
  readonly node: OnnxNode;
  readonly opset: number;
  readonly inputs: readonly (Constant | undefined)[];
  /** Input `i`. @throws if it is left out. */
  input(i: number): Constant;
  /** The numbers of input `i`; undefined if it is left out. */
  numbersOf(i: number): readonly number[] | undefined;
  /** The error that refuses the node. */
  refuse(reason: string): Error;
}

/** Computes the outputs of an operator; undefined for a form of it that the host does not have. */
export type Fold = (at: Folding) => Constant | readonly Constant[] | undefined;

export type Folds = Readonly<Record<string, Fold>>;

export function foldingOf(node: OnnxNode, opset: number, inputs: readonly (Constant | undefined)[]): Folding {
  const refuse = (reason: string) => refusalError(node, reason);
  return {
    node,
    opset,
    inputs,
    refuse,
    input(i) {
      const found = inputs[i];
      if (found === undefined) throw refuse(`expected at least ${i + 1} inputs; input ${i} is missing.`);
      return found;
    },
    numbersOf: (i) => (inputs[i] === undefined ? undefined : Array.from(inputs[i].data)),
    ...attributesOf(node),
  };
}
