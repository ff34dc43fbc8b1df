import { type GradConfig, getGradient, type Tensor } from '@tensorflow/tfjs-core';
import type { TapeNode } from '../../tape/tape.js';

/** The elementwise kernels that are not activations themselves, by the names of their inputs. */
const KERNELS: readonly (readonly [inputs: readonly string[], kernels: readonly string[]])[] = [
  [
    ['x'],
    [
      'Abs',
      'Atan',
      'Cast',
      'Ceil',
      'ClipByValue',
      'Cos',
      'Erf',
      'Exp',
      'Expm1',
      'Floor',
      'Identity',
      'IsFinite',
      'IsInf',
      'IsNan',
      'Log',
      'Log1p',
      'LogicalNot',
      'Neg',
      'OnesLike',
      'Reciprocal',
      'Round',
      'Rsqrt',
      'Sign',
      'Sin',
      'Sqrt',
      'Square',
      'Step',
      'ZerosLike',
    ],
  ],
  [
    ['a', 'b'],
    [
      'Add',
      'Equal',
      'Greater',
      'GreaterEqual',
      'Less',
      'LessEqual',
      'LogicalAnd',
      'LogicalOr',
      'Maximum',
      'Minimum',
      'Multiply',
      'NotEqual',
      'Pow',
      'RealDiv',
      'SquaredDifference',
      'Sub',
    ],
  ],
  [['x', 'alpha'], ['Prelu']],
  [['condition', 't', 'e'], ['Select']],
];

/** What a kernel computed. A tape keeps attributes only inside of a gradient function. */
export interface KernelDescription {
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The inputs in their order. They belong to the tape. */
  readonly inputs: readonly Tensor[];
}

/** The cotangent for which a gradient function returns a {@link KernelDescription}. */
const DESCRIBE = {} as Tensor;

/** Gradients that save all inputs of the elementwise kernels, and describe them. */
export function describingGradients(): GradConfig[] {
  return KERNELS.flatMap(([inputs, kernels]) => kernels.map((kernel) => describing(kernel, inputs)));
}

function describing(kernelName: string, inputs: readonly string[]): GradConfig {
  const original = getGradient(kernelName);
  const own = original?.inputsToSave ?? [];
  const names = [...own, ...inputs.filter((name) => !own.includes(name))];
  return {
    kernelName,
    inputsToSave: names,
    outputsToSave: original?.outputsToSave ?? [],
    gradFunc(cotangent, saved, attributes) {
      if (cotangent === DESCRIBE) {
        return descriptionOf(
          inputs.flatMap((name) => saved[names.indexOf(name)] ?? []),
          attributes,
        );
      }
      const savedByOriginal = [...saved.slice(0, own.length), ...saved.slice(names.length)];
      return original?.gradFunc(cotangent, savedByOriginal, attributes) ?? {};
    },
  };
}

/** The result of a gradient function that is asked for a description; undefined if it is asked for gradients. */
export function describedIfAsked(cotangent: unknown, inputs: readonly Tensor[], attributes: unknown) {
  return cotangent === DESCRIBE ? descriptionOf(inputs, attributes) : undefined;
}

function descriptionOf(inputs: readonly Tensor[], attributes: unknown): never {
  return { inputs, attributes: attributes ?? {} } as never;
}

/** What a recorded kernel computed; undefined if its gradient function does not describe it. */
export function kernelDescription({ kernelName, gradient }: TapeNode): KernelDescription | undefined {
  if (!DESCRIBED.has(kernelName)) return undefined;
  return gradient?.([DESCRIBE]) as unknown as KernelDescription | undefined;
}

/** Activations that are kernels of their own describe themselves, too. */
const DESCRIBED = new Set([
  ...KERNELS.flatMap(([, kernels]) => kernels),
  'Elu',
  'LeakyRelu',
  'Relu',
  'Relu6',
  'Selu',
  'Sigmoid',
  'Softplus',
  'Tanh',
]);
