import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

/** An array of an oracle, row by row. The fields of an oracle are described in `test/oracles/README.md`. */
interface StoredArray {
  shape: number[];
  dtype: 'float32' | 'int32';
  data: Float32Array | Int32Array;
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
  /** `[draws, batch, …]`; the next three are the random draws of GradientSHAP. */
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

const folder = fileURLToPath(new URL('oracles/attributions/', import.meta.url));

/** Reads an oracle that `scripts/pack-oracles.mjs` packed; the layout is described there. */
export function readOracle(name: (typeof ORACLE_NAMES)[number]): Oracle {
  const bytes = brotliDecompressSync(readFileSync(`${folder}${name}.bin.br`));
  const textLength = bytes.readUInt32LE();
  const arrays = bytes.subarray(4 + textLength);
  return JSON.parse(bytes.toString('utf8', 4, 4 + textLength), (_, value) => {
    if (typeof value?.data !== 'number') return value;
    const { data: start, shape, dtype } = value;
    const stored = joinPlanes(arrays.subarray(start, start + 4 * tf.util.sizeFromShape(shape)));
    return { shape, dtype, data: dtype === 'int32' ? new Int32Array(stored) : new Float32Array(stored) };
  });
}

/** Restores 32-bit numbers whose first bytes are stored together, then their second bytes, and so on. */
function joinPlanes(planes: Uint8Array): ArrayBuffer {
  const count = planes.length / 4;
  return Uint8Array.from(planes, (_, i) => planes[(i % 4) * count + Math.floor(i / 4)] ?? 0).buffer;
}

/** A row of the percentile oracle. */
export interface PercentileRow {
  /** Null: the same as in the row before. */
  readonly x: readonly number[] | null;
  readonly d: number;
  readonly q: number;
  readonly desc_index: number;
  readonly desc_index_float32_tf: number;
  readonly threshold: number;
  readonly passing: number;
}

export function readPercentileOracle(): PercentileRow[] {
  return JSON.parse(readFileSync(`${folder}percentile.json`, 'utf8')).cases;
}

/** A copy of an oracle's numbers. */
export function values(array: StoredArray): Float32Array<ArrayBuffer> {
  return Float32Array.from(array.data);
}

/** A copy of an oracle's integers. */
export function integers(array: StoredArray): Int32Array {
  return Int32Array.from(array.data);
}

export function tensorOf(array: StoredArray): tf.Tensor {
  return tf.tensor(values(array), array.shape);
}

/** The oracle's network as a LayersModel with the oracle's weights. Each activation is a separate layer. */
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

/** The order of the weights in Keras layers. */
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
      throw new Error(`oracleModel: unknown type "${node.type}" of node "${node.id}".`);
  }
}
