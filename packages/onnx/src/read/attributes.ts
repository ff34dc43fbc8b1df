import type { OnnxNode } from '../model/onnx-model.js';
import { refusalError } from './refusals.js';

/** The attributes of a node by their kinds. @throws what refuses the node, if an attribute has a value of another kind. */
export interface Attributes {
  /** An attribute that is a number. */
  number(name: string, byDefault: number): number;
  /** An attribute that is a list of numbers; undefined if it is left out. */
  numbers(name: string): readonly number[] | undefined;
  /** An attribute that is a text. */
  text(name: string, byDefault: string): string;
}

export function attributesOf(node: OnnxNode): Attributes {
  const ofKind = <T>(name: string, byDefault: T, is: (value: unknown) => value is T): T => {
    const value = node.attributes.get(name);
    if (value === undefined) return byDefault;
    if (is(value)) return value;
    throw refusalError(node, `attribute "${name}" has a value of another kind than expected.`);
  };
  return {
    number: (name, byDefault) => ofKind(name, byDefault, (value) => typeof value === 'number'),
    text: (name, byDefault) => ofKind(name, byDefault, (value) => typeof value === 'string'),
    numbers: (name) =>
      ofKind<readonly number[] | undefined>(
        name,
        undefined,
        (value): value is readonly number[] =>
          Array.isArray(value) && value.every((each) => typeof each === 'number'),
      ),
  };
}
