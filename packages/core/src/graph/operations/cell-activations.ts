import { mul, relu, sigmoid, softplus, step, sub, type Tensor, tanh } from '@tensorflow/tfjs-core';

/** A function of a recurrent cell, with its derivative at an input x whose value is y. */
export interface CellFunction {
  readonly value: (x: Tensor) => Tensor;
  readonly derivative: (x: Tensor, y: Tensor) => Tensor;
}

const functions = {
  relu: { value: relu, derivative: (x) => step(x) },
  sigmoid: { value: sigmoid, derivative: (_, y) => mul(y, sub(1, y)) },
  softplus: { value: softplus, derivative: (x) => sigmoid(x) },
  tanh: { value: tanh, derivative: (_, y) => sub(1, mul(y, y)) },
} satisfies Record<string, CellFunction>;

export type CellActivation = keyof typeof functions;

/** The functions f, g and h of a gated cell. */
export function gatedFunctions(
  activations: readonly CellActivation[] = [],
): [f: CellFunction, g: CellFunction, h: CellFunction] {
  const [f = 'sigmoid', g = 'tanh', h = 'tanh'] = activations;
  return [functions[f], functions[g], functions[h]];
}

/** The function of a plain recurrent network. */
export function plainFunction([f = 'tanh']: readonly CellActivation[] = []): CellFunction {
  return functions[f];
}
