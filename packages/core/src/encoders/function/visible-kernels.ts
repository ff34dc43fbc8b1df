import { type GradConfig, getGradient } from '@tensorflow/tfjs-core';
import type { Operation } from '../../graph/operation.js';
import type { ActivationName } from '../../graph/operations/activation.js';
import type { Pooling } from '../../graph/operations/pooling.js';
import { withGradients } from '../../tape/registered-gradients.js';
import type { TapeNode } from '../../tape/tape.js';

type Attributes = Readonly<Record<string, unknown>>;

const activation = (name: ActivationName) => (): Operation => ({ kind: 'activation', activation: name });

/** The kernels of tfjs that backward rules can tell apart, as the operations they are. */
const SHOWN: Record<string, (attributes: Attributes) => Operation | undefined> = {
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
  const [height, width] = [value, value].flat() as number[];
  return [height!, width!];
}

/** What a shown kernel's gradient hands out in place of gradients: a tape keeps a kernel's attributes nowhere else. */
interface Handed {
  readonly shown: Operation;
}

/**
 * Calls a function while the gradients of the {@link SHOWN} kernels are replaced: tapes then keep input and output of
 * each, and {@link shownOperation} tells which operation it is.
 */
export function withShownKernels<T>(call: () => T): T {
  const shown = Object.keys(SHOWN).map((kernel) => shownGradient(kernel, getGradient(kernel)));
  return withGradients(shown, call);
}

function shownGradient(kernelName: string, original: GradConfig | undefined): GradConfig {
  return {
    kernelName,
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc(cotangent, saved, attributes) {
      const shown = SHOWN[kernelName]!((attributes ?? {}) as unknown as Attributes);
      // What is saved here is what the gradient of a pooling saves: its input and output.
      if (!shown) return original!.gradFunc(cotangent, saved, attributes);
      return { shown } satisfies Handed as never;
    },
  };
}

/** The operation that a kernel is, if it was recorded {@link withShownKernels}; call inside `tf.tidy`. */
export function shownOperation({ kernelName, gradient, outputs }: TapeNode): Operation | undefined {
  if (!Object.hasOwn(SHOWN, kernelName)) return undefined;
  return (gradient?.(outputs) as Partial<Handed> | undefined)?.shown;
}
