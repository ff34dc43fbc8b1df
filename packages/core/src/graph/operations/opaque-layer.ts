import type { Tensor } from '@tensorflow/tfjs-core';
import { tapeVjp } from '../../tape/tape.js';
import type { Layer, OperationKind } from '../operation-kind.js';
import { activationOfLayer } from './activation.js';

/**
 * Any layer that no other kind describes: run by the layer itself, its vector–Jacobian product taken by tfjs.
 * The one kind that is not plain data.
 */
export interface OpaqueLayer {
  readonly kind: 'layer';
  readonly className: string;
  /** Whether the layer may apply a ReLU or another nonlinearity that no backward rule can reach. */
  readonly hidesNonlinearity: boolean;
  /** Whether the layer is known to be linear in its input, up to a constant. */
  readonly linear: boolean;
  readonly layer: Layer;
}

const LINEAR = new Set([
  'AveragePooling3D',
  'Conv1D',
  'Conv3D',
  'Conv3DTranspose',
  'RepeatVector',
  'SeparableConv2D',
]);

/** Known to hold no ReLU of their own, though not linear; what is in neither list may. */
const WITHOUT_RELU = new Set(['Dot', 'Embedding', 'LayerNormalization', 'MaxPooling3D', 'Softmax']);

/** Apply their `activation` to their result, last of all. */
const WITH_ACTIVATION_LAST = new Set(['Conv1D', 'Conv3D', 'Conv3DTranspose', 'SeparableConv2D']);

function run({ layer }: OpaqueLayer, inputs: readonly Tensor[]): Tensor {
  const output = layer.apply(inputs.length === 1 ? inputs[0]! : [...inputs], { training: false });
  return output as Tensor;
}

export const opaqueLayer: OperationKind<OpaqueLayer> = {
  linear: ({ linear }) => linear,
  fromLayer: () => undefined, // any layer could be run as it is: the walk does so when all kinds decline
  forward: run,
  vjp: (operation, { inputs }, cotangent) => tapeVjp((xs) => run(operation, xs), inputs, cotangent),
};

/** A layer as one operation, whatever it computes. */
export function opaque(layer: Layer): OpaqueLayer {
  const className = layer.getClassName();
  const known = namesItself(layer) && activationOfLayer(layer) === 'none';
  const linear = known && LINEAR.has(className);
  const hidesNonlinearity = !linear && !(known && WITHOUT_RELU.has(className));
  return { kind: 'layer', className, hidesNonlinearity, linear, layer };
}

/** A subclass that does not name itself answers to its parent's name, and may compute anything. */
export function namesItself(layer: Layer): boolean {
  return Object.hasOwn(layer.constructor, 'className');
}

/** Whether a layer's activation, an elementwise one, can be taken off it. */
export function hasActivationLast(layer: Layer): boolean {
  const activation = activationOfLayer(layer);
  const elementwise =
    typeof activation === 'object' && !activation.activation.toLowerCase().endsWith('softmax');
  return elementwise && WITH_ACTIVATION_LAST.has(layer.getClassName());
}

/** The layer as it would be without its activation: an object of its own that falls back on the layer, which stays as it is. */
export function withoutActivation(layer: Layer): Layer {
  const linear = { getClassName: () => 'linear', apply: (x: Tensor) => x };
  return Object.create(layer, { activation: { value: linear } }) as Layer;
}
