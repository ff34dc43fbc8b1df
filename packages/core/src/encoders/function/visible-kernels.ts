import { type GradConfig, getGradient } from '@tensorflow/tfjs-core';
import type { Operation } from '../../graph/operation.js';
import type { ActivationName } from '../../graph/operations/activation.js';
import type { Pooling } from '../../graph/operations/pooling.js';
import { withGradients } from '../../tape/registered-gradients.js';
import type { TapeNode } from '../../tape/tape.js';
import { describedIfAsked, describingGradients } from './described-kernels.js';

type Attributes = Readonly<Record<string, unknown>>;

const activation = (name: ActivationName) => (): Operation => ({ kind: 'activation', activation: name });

/** The kernels of tfjs that backward rules can distinguish, and the operations that they compute. */
const VISIBLE: Record<string, (attributes: Attributes) => Operation | undefined> = {
  Relu: activation('relu'),
  Relu6: activation('relu6'),
  Elu: activation('elu'),
  Selu: activation('selu'),
  Sigmoid: activation('sigmoid'),
  Tanh: activation('tanh'),
  Softplus: activation('softplus'),
  LeakyRelu: ({ alpha }) => ({ kind: 'activation', activation: 'leakyRelu', alpha: alpha as number }),
  MaxPool: (attributes) => pooling('maxPool', attributes),
  AvgPool: (attributes) => pooling('averagePool', attributes),
};

function pooling(kind: Pooling['kind'], attributes: Attributes): Operation | undefined {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  if ((pad !== 'same' && pad !== 'valid') || dimRoundingMode != null) return undefined;
  return { kind, size: pair(filterSize), strides: pair(strides), padding: pad };
}

function pair(value: unknown): [number, number] {
  const [height = 1, width = height] = [value].flat() as number[];
  return [height, width];
}

/**
 * Returned by a visible kernel's gradient function instead of gradients, because a tape does not keep a kernel's
 * attributes anywhere else.
 */
interface Visible {
  readonly visible: Operation;
}

/**
 * Calls a function while the gradients of the {@link VISIBLE} kernels are replaced: tapes then keep the input and output of
 * each, and {@link visibleOperation} returns the operation that it computes.
 */
export function withVisibleKernels<T>(call: () => T): T {
  const visible = Object.keys(VISIBLE).map((kernel) => visibleGradient(kernel, getGradient(kernel)));
  return withGradients([...describingGradients(), ...visible], call);
}

function visibleGradient(kernelName: string, original: GradConfig | undefined): GradConfig {
  return {
    kernelName,
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc(cotangent, saved, attributes) {
      const description = describedIfAsked(cotangent, saved.slice(0, 1), attributes);
      if (description) return description;
      const visible = VISIBLE[kernelName]?.((attributes ?? {}) as unknown as Attributes);
      if (visible) return { visible } satisfies Visible as never;
      if (original === undefined) return {};
      // The input and output are saved, as by the gradient of a pooling.
      return original.gradFunc(cotangent, saved, attributes);
    },
  };
}

/**
 * The operation that a kernel computes, if it was recorded in a call of {@link withVisibleKernels}. Call inside
 * `tf.tidy`.
 */
export function visibleOperation({ kernelName, gradient, outputs }: TapeNode): Operation | undefined {
  if (!Object.hasOwn(VISIBLE, kernelName)) return undefined;
  return (gradient?.(outputs) as Partial<Visible> | undefined)?.visible;
}
