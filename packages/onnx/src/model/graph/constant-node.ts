import type { Attribute, Constant, OnnxNode } from '../onnx-model.js';

/** The output of a node `Constant`; undefined if it is not a tensor of numbers. */
export function constantOf({ attributes }: OnnxNode): Constant | undefined {
  for (const [name, value] of attributes) {
    const constant = FORMS[name]?.(value);
    if (constant !== undefined) return constant;
  }
  return undefined;
}

const FORMS: Readonly<Record<string, (value: Attribute) => Constant | undefined>> = {
  value: tensorOf,
  sparse_value: tensorOf,
  value_float: (value) => numbersOf('float32', [], [value]),
  value_int: (value) => numbersOf('int64', [], [value]),
  value_floats: (value) => listOf('float32', value),
  value_ints: (value) => listOf('int64', value),
};

function tensorOf(value: Attribute): Constant | undefined {
  return typeof value === 'object' && 'data' in value ? value : undefined;
}

function listOf(type: 'float32' | 'int64', value: Attribute): Constant | undefined {
  return Array.isArray(value) ? numbersOf(type, [value.length], value) : undefined;
}

function numbersOf(
  type: 'float32' | 'int64',
  shape: readonly number[],
  values: readonly unknown[],
): Constant | undefined {
  if (!values.every((value): value is number => typeof value === 'number')) return undefined;
  return { type, shape, data: type === 'float32' ? Float32Array.from(values) : Float64Array.from(values) };
}
