import type { Constant, OnnxNode } from '../../model/onnx-model.js';
import { refusalError } from '../refusals.js';

/** One operator whose inputs are constants. */
export interface Folding {
  readonly node: OnnxNode;
  readonly opset: number;
  readonly inputs: readonly (Constant | undefined)[];
  /** Input `i`. @throws if it is left out. */
  input(i: number): Constant;
  /** The numbers of input `i`; undefined if it is left out. */
  numbersOf(i: number): readonly number[] | undefined;
  number(name: string, byDefault: number): number;
  numbers(name: string): readonly number[] | undefined;
  text(name: string, byDefault: string): string;
  /** The error that refuses the node. */
  refuse(reason: string): Error;
}

/** Computes the outputs of an operator; undefined for a form of it that the host does not have. */
export type Fold = (at: Folding) => Constant | readonly Constant[] | undefined;

export type Folds = Readonly<Record<string, Fold>>;

export function foldingOf(node: OnnxNode, opset: number, inputs: readonly (Constant | undefined)[]): Folding {
  const refuse = (reason: string) => refusalError(node, reason);
  const attribute = (name: string) => node.attributes.get(name);
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
    number(name, byDefault) {
      const value = attribute(name);
      return typeof value === 'number' ? value : byDefault;
    },
    numbers(name) {
      const value = attribute(name);
      return Array.isArray(value)
        ? value.filter((each): each is number => typeof each === 'number')
        : undefined;
    },
    text(name, byDefault) {
      const value = attribute(name);
      return typeof value === 'string' ? value : byDefault;
    },
  };
}
