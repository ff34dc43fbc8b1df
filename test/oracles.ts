import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { sharedPath } from './shared-folder.js';

/** Numbers of an oracle file: base64 of little-endian values. Format: the oracles' own README. */
interface StoredArray {
  shape: number[];
  dtype: 'float32' | 'int32';
  data: string;
}

interface StoredNode {
  id: string;
  type: string;
  inputs: string[];
  shared?: string;
  weights?: Record<string, StoredArray>;
  [argument: string]: unknown;
}

export interface AttributionRecord {
  args: Record<string, unknown>;
  value: StoredArray;
  max_abs: number;
  f32_run_max_diff: number;
  convergence_delta?: number[];
}

export interface Oracle {
  name: string;
  input_shape: number[];
  layers: StoredNode[];
  output: string;
  concept_vector: StoredArray;
  x: StoredArray;
  baselines: { zero: StoredArray; random: StoredArray };
  latent: StoredArray;
  score: number[];
  /** `[draws, batch, …]`, and what each draw of GradientShap used. */
  noise: StoredArray;
  gs_alpha: StoredArray;
  gs_baselines: StoredArray;
  gs_index: StoredArray;
  rectgrad_thresholds: Record<
    string,
    Record<string, { d: number; desc_index: number; threshold: number[] } | null>
  >;
  attributions: Record<string, AttributionRecord>;
}

export const ORACLE_NAMES = [
  'mlp',
  'edge-mlp',
  'mini-celeba-encoder',
  'st-encoder',
  'pool-net',
  'pool-net-b',
  'residual',
] as const;

export const ORACLES = sharedPath('oracles', 'attributions');

export function readOracle(name: string): Oracle {
  return readOracleFile(name) as Oracle;
}

export function readOracleFile(name: string): unknown {
  return JSON.parse(readFileSync(`${ORACLES}/${name}.json`, 'utf8'));
}

export function values(array: StoredArray): Float32Array {
  const bytes = Buffer.from(array.data, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** Integers of an oracle file. */
export function integers(array: StoredArray): Int32Array {
  const bytes = Buffer.from(array.data, 'base64');
  return new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

export function tensorOf(array: StoredArray): tf.Tensor {
  return tf.tensor(values(array), array.shape);
}

/** The oracle's network as a LayersModel, every activation a layer of its own, with the oracle's weights. */
export function oracleModel(oracle: Oracle): tfl.LayersModel {
  const tensors = new Map<string, tfl.SymbolicTensor>();
  const shared = new Map<string, ReturnType<typeof makeLayer>>();
  const loading: (() => void)[] = [];
  for (const node of oracle.layers) {
    const inputs = node.inputs.map((id) => tensors.get(id)!);
    if (node.type === 'input') {
      tensors.set(node.id, tfl.input({ shape: oracle.input_shape }));
      continue;
    }
    const known = node.shared === undefined ? undefined : shared.get(node.shared);
    const layer = known ?? makeLayer(node);
    if (node.shared !== undefined) shared.set(node.shared, layer);
    tensors.set(node.id, layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as tfl.SymbolicTensor);
    if (node.weights) loading.push(() => setWeights(layer, node.weights!));
  }
  for (const load of loading) load();
  const input = tensors.get(oracle.layers.find((node) => node.type === 'input')!.id)!;
  return tfl.model({ inputs: input, outputs: tensors.get(oracle.output)! });
}

/** Order in which Keras layers keep their weights. */
const WEIGHT_ORDER = ['kernel', 'gamma', 'bias', 'beta', 'moving_mean', 'moving_variance'];

function setWeights(layer: ReturnType<typeof makeLayer>, weights: Record<string, StoredArray>): void {
  const tensors = WEIGHT_ORDER.filter((name) => weights[name]).map((name) => tensorOf(weights[name]!));
  layer.setWeights(tensors);
  tf.dispose(tensors);
}

function makeLayer(node: StoredNode) {
  const { layers } = tfl;
  const argument = <T>(name: string) => node[name] as T;
  const pooling = () => ({
    poolSize: argument<[number, number]>('pool_size'),
    strides: argument<[number, number]>('strides'),
    padding: argument<'same' | 'valid'>('padding'),
  });
  const name = `${node.shared ?? node.id}`;
  switch (node.type) {
    case 'conv2d':
      return layers.conv2d({
        name,
        filters: argument('filters'),
        kernelSize: argument('kernel_size'),
        strides: argument('strides'),
        padding: argument('padding'),
      });
    case 'dense':
      return layers.dense({ name, units: argument('units') });
    case 'batchnorm':
      return layers.batchNormalization({ name, epsilon: argument('epsilon') });
    case 'relu':
      return layers.reLU({ name });
    case 'leakyrelu':
      return layers.leakyReLU({ name, alpha: argument('alpha') });
    case 'elu':
    case 'sigmoid':
    case 'tanh':
    case 'softplus':
      return layers.activation({ name, activation: node.type });
    case 'maxpool':
      return layers.maxPooling2d({ name, ...pooling() });
    case 'avgpool':
      return layers.averagePooling2d({ name, ...pooling() });
    case 'flatten':
      return layers.flatten({ name });
    case 'add':
      return layers.add({ name });
    default:
      throw new Error(`oracleModel: unknown node type "${node.type}" of "${node.id}"`);
  }
}
