import type { Tensor } from '@tensorflow/tfjs-core';
import { tapeVjp } from '../../tape/tape.js';
import {
  field,
  type Layer,
  type LayerCall,
  type OperationInputs,
  type OperationKind,
} from '../operation-kind.js';
import { activationOfLayer } from './activation.js';
import { oneByOne } from './one-by-one.js';

/**
 * Any layer for which there is no other kind: the layer object itself runs it, and tfjs computes its vector–Jacobian
 * product. This kind and the operations of a GraphModel are the only ones that are not plain data.
 */
export interface OpaqueLayer {
  readonly kind: 'layer';
  readonly className: string;
  /** Whether the layer may apply a ReLU or another nonlinearity that no backward rule can reach. */
  readonly hidesNonlinearity: boolean;
  /** Whether the layer is known to be linear in its input, up to a constant. */
  readonly linear: boolean;
  readonly layer: Layer;
  /** Whether the model was made for a batch of 1, so that the layer runs sample by sample. */
  readonly oneByOne?: boolean;
}

const LINEAR = new Set([
  'AveragePooling3D',
  'Conv1D',
  'Conv3D',
  'Conv3DTranspose',
  'RepeatVector',
  'SeparableConv2D',
]);

/** Known to contain no ReLU, though not linear; layers in neither list may contain one. */
const WITHOUT_RELU = new Set(['Dot', 'Embedding', 'LayerNormalization', 'MaxPooling3D', 'Softmax']);

/** Layers that apply their `activation` to their result as the last step. */
const WITH_ACTIVATION_LAST = new Set(['Conv1D', 'Conv3D', 'Conv3DTranspose', 'SeparableConv2D']);

function run({ layer, oneByOne: single }: OpaqueLayer, inputs: OperationInputs): Tensor {
  if (!single) return apply(layer, inputs);
  const shapes = inputs.map(({ shape: [, ...shape] }) => [1, ...shape]);
  return oneByOne(inputs, shapes, (sample) => apply(layer, sample as unknown as OperationInputs));
}

function apply(layer: Layer, inputs: OperationInputs): Tensor {
  const [first, ...others] = inputs;
  const output = layer.apply(others.length === 0 ? first : [...inputs], { training: false });
  return output as Tensor;
}

export const opaqueLayer: OperationKind<OpaqueLayer> = {
  linear: ({ linear }) => linear,
  // Any layer can run as a whole; the walk uses this if there is no other kind for the layer.
  forward: run,
  vjp: (operation, { inputs }, cotangent) =>
    tapeVjp((xs) => run(operation, xs as OperationInputs), inputs, cotangent),
};

/** Any layer as a single operation. */
export function opaque(layer: Layer, { inputShapes }: Pick<LayerCall, 'inputShapes'>): OpaqueLayer {
  const className = layer.getClassName();
  const known = namesItself(layer) && activationOfLayer(layer) === 'none';
  const linear = known && LINEAR.has(className);
  const hidesNonlinearity = !linear && !(known && WITHOUT_RELU.has(className));
  const isFixed = inputShapes.some(([batch]) => batch === 1);
  return { kind: 'layer', className, hidesNonlinearity, linear, layer, ...(isFixed && { oneByOne: true }) };
}

/**
 * Whether a layer's class defines its own name. A subclass without a name of its own reports its parent's name, and may
 * compute anything.
 */
export function namesItself(layer: Layer): boolean {
  return Object.hasOwn(layer.constructor, 'className');
}

/** Whether a layer's activation is elementwise and can be separated from it. */
export function hasActivationLast(layer: Layer): boolean {
  const activation = activationOfLayer(layer);
  const elementwise =
    typeof activation === 'object' && !activation.activation.toLowerCase().endsWith('softmax');
  return elementwise && WITH_ACTIVATION_LAST.has(layer.getClassName());
}

/**
 * Whether a layer that runs as a whole can be built without its activation. Recurrent layers apply theirs in each step, and a
 * layer of a custom class may compute anything.
 */
export function hasSeparableActivation({ layer }: OpaqueLayer): boolean {
  const inner = layer.getClassName() === 'TimeDistributed' ? field<Layer>(layer, 'layer') : layer;
  return namesItself(inner) && CONVOLUTIONS.test(inner.getClassName()) && activationOfLayer(inner) !== 'none';
}

const CONVOLUTIONS = /^(Dense|Conv[123]D(Transpose)?|SeparableConv[12]D|DepthwiseConv2D)$/;

/** The layer without its activation: a new object with the layer as its prototype. The layer is not changed. */
export function withoutActivation(layer: Layer): Layer {
  const linear = { getClassName: () => 'linear', apply: (x: Tensor) => x };
  return Object.create(layer, { activation: { value: linear } }) as Layer;
}
