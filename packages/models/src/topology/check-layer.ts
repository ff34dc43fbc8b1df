import { unsupportedModel } from '@csm/base';
import { isObject } from '../checks/is-object.js';
import type { LayerConfig } from './layer-config.js';

/** Whether tfjs computes what Keras computes with this value of an option. */
type Allows = (value: unknown) => boolean;

const isOff: Allows = (value) => value === undefined || value === null || value === false || value === 0;
const isOne: Allows = (value) => value === undefined || [value].flat().every((each) => each === 1);

/** Options that tfjs-layers 4.22 does not have and ignores, so that a model would silently compute something else. */
const IGNORED: readonly { readonly layers: RegExp; readonly option: string; readonly allows: Allows }[] = [
  { layers: /^(Depthwise|Separable)?Conv[123]D(Transpose)?$/, option: 'groups', allows: isOne },
  { layers: /^Conv[123]DTranspose$/, option: 'output_padding', allows: isOff },
  { layers: /^Conv[123]DTranspose$/, option: 'dilation_rate', allows: isOne },
  { layers: /^Global(Average|Max)Pooling[123]D$/, option: 'keepdims', allows: isOff },
  { layers: /^ReLU$/, option: 'negative_slope', allows: isOff },
  { layers: /^ReLU$/, option: 'threshold', allows: isOff },
  { layers: /^BatchNormalization$/, option: 'renorm', allows: isOff },
  { layers: /^LayerNormalization$/, option: 'rms_scaling', allows: isOff },
];

/** The last part of messages: how to get an encoder out of a model that tfjs cannot build. */
export const CONVERT_TO_GRAPH =
  'export the model from Keras as a SavedModel, convert it with tensorflowjs_converter --output_format=tfjs_graph_model and ' +
  'load it with loadGraphModelFromDisk';

/**
 * @param isKeras3 whether Keras 3 wrote the file, which changed the meaning of some names.
 * @throws if tfjs would compute something else than Keras, and for layers of Keras that tfjs does not have.
 */
export function checkLayer(where: string, layer: LayerConfig, isKeras3: boolean): void {
  const { className, name, config } = layer;
  for (const { layers, option, allows } of IGNORED) {
    if (layers.test(className) && !allows(config[option])) {
      throw refusal(where, layer, `has ${option} ${JSON.stringify(config[option])}, which tfjs ignores`);
    }
  }
  if (className === 'Lambda') throw refusal(where, layer, 'holds Python code');
  if (isKeras3 && className === 'MultiHeadAttention') {
    throw refusal(where, layer, 'takes several arguments, which tfjs reads in another way');
  }
  if (className === 'GRU' && config.reset_after === true) {
    const advice = 'train with GRU(reset_after=False), or ';
    throw refusal(where, layer, "has reset_after true, which tfjs' GRU does not support", advice);
  }
  if (isKeras3) {
    for (const option of ['activation', 'recurrent_activation']) {
      if (nameOf(config[option]) !== 'hard_sigmoid') continue;
      throw refusal(
        where,
        layer,
        `has ${option} "hard_sigmoid", which has another slope in Keras 3 than in tfjs`,
      );
    }
  }
  if (className === 'Bidirectional') checkBackwardLayer(where, name, layer);
}

/** tfjs makes the backward layer from the forward layer. @throws if it has other settings. */
function checkBackwardLayer(where: string, name: string, layer: LayerConfig): void {
  const [forward, backward] = [layer.config.layer, layer.config.backward_layer].map(comparable);
  if (backward === undefined || forward === backward) return;
  throw refusal(where, { ...layer, name }, 'has a backward layer with other settings than the forward layer');
}

/** The settings that must be equal in both directions, as text. Initial values and terms of the loss do not matter. */
function comparable(layer: unknown): string | undefined {
  if (!isObject(layer) || !isObject(layer.config)) return undefined;
  const settings = Object.entries(layer.config).filter(
    ([option]) => !/^(name|go_backwards|dtype|seed)$|_(initializer|regularizer|constraint)$/.test(option),
  );
  return JSON.stringify([layer.class_name, settings.sort()]);
}

function nameOf(activation: unknown): unknown {
  return isObject(activation) ? activation.config : activation;
}

function refusal(where: string, { className, name }: LayerConfig, what: string, advice = ''): Error {
  return unsupportedModel(
    `${where}: expected layers that tfjs computes as Keras does; layer "${name}" (${className}) ${what}; ${advice}` +
      `${CONVERT_TO_GRAPH}.`,
  );
}
