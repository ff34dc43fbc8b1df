import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { type Encoder, functionEncoder, layersEncoder } from '../../packages/core/src/index.js';
import { flat, type PeerLayer, readPeerTests, shapeOf } from './peer-cases.js';

/** An encoder, and a function that disposes its model. */
export interface PeerEncoder {
  readonly encoder: Encoder;
  dispose(): void;
}

/** The encoder of a peer's model. @param inputShape of one sample, channels last. */
export function peerEncoder(name: string, inputShape: number[]): PeerEncoder {
  const formula = FORMULAS[name];
  if (formula) return { encoder: functionEncoder(formula, { inputShape }), dispose: () => undefined };
  const model = MODELS[name]?.() ?? sequential(readPeerTests().models[name]!.layers!, inputShape);
  return { encoder: layersEncoder(model), dispose: () => model.dispose() };
}

/** Models that the file gives as a formula, with one output. */
const FORMULAS: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  'f = 5x + y^2 + sin(z)': (x) => {
    const [a, b, c] = tf.split(x, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    return tf.add(tf.mul(a, 5), tf.add(tf.mul(b, b), tf.sin(c)));
  },
  'f = (2 x1 + x2)^2': (x) => tf.square(tf.sum(tf.mul(x, tf.tensor2d([[2, 1]])), 1, true)),
  'deepexplain.min_model': (x) => tf.min(x, 1, true),
  'min over a 2x2 input': (x) => tf.min(tf.reshape(x, [-1, 4]), 1, true),
  'f = 3 * sum(x)': (x) => tf.mul(3, tf.sum(tf.reshape(x, [x.shape[0]!, -1]), 1, true)),
};

/** Models whose connections the file describes in words. */
const MODELS: Record<string, () => tfl.LayersModel> = {
  // relu(concat(3 X1, 2 X2))
  'deepexplain.simple_multi_inputs_model2': () => {
    const x1 = tfl.input({ shape: [2], name: 'X1' });
    const x2 = tfl.input({ shape: [1], name: 'X2' });
    const scaled = (x: tfl.SymbolicTensor, units: number, by: number) =>
      tfl.layers
        .dense({ units, useBias: false, weights: [tf.mul(tf.eye(units), by)] })
        .apply(x) as tfl.SymbolicTensor;
    const both = tfl.layers.concatenate().apply([scaled(x1, 2, 3), scaled(x2, 1, 2)]);
    return tfl.model({ inputs: [x1, x2], outputs: tfl.layers.reLU().apply(both) as tfl.SymbolicTensor });
  },
  // v · relu(W relu(W z)), with one ReLU layer in both places
  'derived.reused_relu': () => {
    const relu = tfl.layers.reLU();
    const weights = () => [tf.tensor2d([1, 1, 2, 1], [2, 2])];
    const z = tfl.input({ shape: [2] });
    const step = (x: tfl.SymbolicTensor) =>
      relu.apply(
        tfl.layers.dense({ units: 2, useBias: false, weights: weights() }).apply(x),
      ) as tfl.SymbolicTensor;
    const v = tfl.layers.dense({ units: 1, useBias: false, weights: [tf.tensor2d([1, -1], [2, 1])] });
    return tfl.model({ inputs: z, outputs: v.apply(step(step(z))) as tfl.SymbolicTensor });
  },
  // The gradient that arrives at the SAME convolution is the concept vector itself.
  '4x4 gradient map': () =>
    tfl.sequential({
      layers: [
        tfl.layers.conv2d({
          inputShape: [4, 4, 1],
          filters: 1,
          kernelSize: 1,
          padding: 'same',
          useBias: false,
          weights: [tf.ones([1, 1, 1, 1])],
        }),
        tfl.layers.flatten(),
      ],
    }),
};

function sequential(layers: readonly PeerLayer[], inputShape: number[]): tfl.LayersModel {
  const model = tfl.sequential();
  let shape = inputShape;
  // The rows, columns and channels that a flattening gives to a dense layer; PyTorch flattens channels first.
  let flattened: number[] | undefined;
  for (const [i, layer] of layers.entries()) {
    model.add(makeLayer(layer, i === 0 ? { inputShape } : {}, flattened));
    flattened = layer.kind === 'flatten' ? shape : undefined;
    shape = model.outputShape.slice(1) as number[];
  }
  return model;
}

function makeLayer(layer: PeerLayer, first: { inputShape?: number[] }, flattened: number[] | undefined) {
  switch (layer.kind) {
    case 'dense':
      return tfl.layers.dense({
        ...first,
        units: shapeOf(layer.weight!)[0]!,
        useBias: layer.bias != null,
        weights: weightsOf(layer, denseKernel(layer, flattened)),
      });
    case 'conv2d': {
      const [filters, , height, width] = shapeOf(layer.weight!) as [number, number, number, number];
      const kernel = tf.tidy(() => tf.transpose(tensorOf(layer), [2, 3, 1, 0]));
      return tfl.layers.conv2d({
        ...first,
        filters,
        kernelSize: [height, width],
        weights: weightsOf(layer, kernel),
      });
    }
    case 'relu':
      return tfl.layers.reLU(first);
    case 'flatten':
      return tfl.layers.flatten(first);
    case 'maxpool2d':
      return tfl.layers.maxPooling2d({ ...first, poolSize: layer.size! });
  }
}

/** `[in, out]`, with the inputs in the order of channels-last flattening. */
function denseKernel(layer: PeerLayer, flattened: number[] | undefined): tf.Tensor {
  return tf.tidy(() => {
    const kernel = tensorOf(layer);
    const units = kernel.shape[0]!;
    if (!flattened) return tf.transpose(kernel);
    const [height, width, channels] = flattened as [number, number, number];
    const channelsFirst = tf.reshape(kernel, [units, channels, height, width]);
    return tf.reshape(tf.transpose(channelsFirst, [2, 3, 1, 0]), [-1, units]);
  });
}

const tensorOf = ({ weight }: PeerLayer) => tf.tensor(flat(weight!), shapeOf(weight!));

const weightsOf = ({ bias }: PeerLayer, kernel: tf.Tensor) =>
  bias == null ? [kernel] : [kernel, tf.tensor1d([...bias])];
