import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import type { Graph, GraphNode } from '../packages/core/src/graph/graph.js';

/** A node of a TensorFlow GraphDef, in the JSON form that tfjs-converter reads. */
export interface NodeDef {
  name: string;
  op: string;
  input?: string[];
  attr?: Record<string, unknown>;
}

/** The parts of a GraphModel. */
export interface GraphDef {
  nodes: NodeDef[];
  weights: Map<string, tf.Tensor>;
  /** The node that computes each output of the signature. */
  outputs: Record<string, string>;
  /** Control inputs of weights, such as `^x`. */
  constantInputs?: Record<string, string[]>;
}

export const bytes = (text: string) => ({ s: Buffer.from(text).toString('base64') });
export const integers = (values: readonly number[]) => ({ list: { i: values.map(String) } });
const shapeAttr = (shape: readonly number[]) => ({
  shape: { dim: shape.map((size) => ({ size: `${size}` })) },
});

/** An input for any number of samples. */
export function placeholder(name: string, shape: readonly number[], batch = -1): NodeDef {
  return {
    name,
    op: 'Placeholder',
    attr: { dtype: { type: 'DT_FLOAT' }, shape: shapeAttr([batch, ...shape]) },
  };
}

/** Loads a GraphModel. The weights are copied; the caller still owns them. */
export function loadGraphDef({
  nodes,
  weights,
  outputs,
  constantInputs = {},
}: GraphDef): Promise<GraphModel> {
  const constants = [...weights].map(([name, { dtype, shape }]) => {
    const type = dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT';
    const tensor = { dtype: type, tensorShape: shapeAttr(shape).shape };
    return {
      name,
      op: 'Const',
      input: constantInputs[name] ?? [],
      attr: { dtype: { type }, value: { tensor } },
    };
  });
  const inputs = nodes.filter(({ op }) => op === 'Placeholder');
  const tensorInfo = (name: string) => ({ name: `${name}:0`, dtype: 'DT_FLOAT' });
  const data = [...weights.values()].map((weight) => {
    const values = weight.dataSync();
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  });
  return loadGraphModel(
    tf.io.fromMemory({
      format: 'graph-model',
      modelTopology: { node: [...constants, ...nodes], library: {}, versions: {} },
      signature: {
        inputs: Object.fromEntries(inputs.map(({ name }) => [name, tensorInfo(name)])),
        outputs: Object.fromEntries(Object.entries(outputs).map(([key, name]) => [key, tensorInfo(name)])),
      },
      weightSpecs: [...weights].map(([name, { dtype, shape }]) => ({
        name,
        shape,
        dtype: dtype as 'float32',
      })),
      weightData: new Uint8Array(Buffer.concat(data)).buffer,
    }),
  );
}

const ACTIVATIONS: Record<string, string> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  selu: 'Selu',
  leakyRelu: 'LeakyRelu',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  softplus: 'Softplus',
};

/**
 * Makes a GraphModel that computes the same as an encoder's graph. With `fused`, it has the operations that TensorFlow's optimiser makes
 * (`_FusedConv2D`, `_FusedMatMul`, shapes of reshapes computed from the batch); without, one node per operation, as TensorFlow traces them.
 */
export async function graphModelOf(graph: Graph, fused: boolean, batch = -1): Promise<GraphModel> {
  const def: GraphDef = { nodes: [], weights: new Map(), outputs: {} };
  const names = new Map<number, string>();
  const ownConstants: tf.Tensor[] = [];
  const add = (name: string, op: string, input: string[], attr: Record<string, unknown> = {}) => {
    def.nodes.push({ name, op, input, attr: { T: { type: 'DT_FLOAT' }, ...attr } });
    return name;
  };
  const weight = (name: string, tensor: tf.Tensor) => {
    def.weights.set(name, tensor);
    return name;
  };
  const constant = (name: string, values: number[]) => {
    const tensor = tf.tensor1d(values, 'int32');
    ownConstants.push(tensor);
    return weight(name, tensor);
  };
  const users = (node: GraphNode) => graph.nodes.filter(({ inputs }) => inputs.includes(node.id));

  const linear = (
    node: GraphNode,
    name: string,
    op: string,
    input: string,
    attr: Record<string, unknown>,
  ) => {
    const { kernel, bias } = node.operation as { kernel: tf.Tensor; bias?: tf.Tensor };
    const inputs = [input, weight(`${name}/kernel`, kernel)];
    const biasName = bias && weight(`${name}/bias`, bias);
    if (!fused) {
      const sum = add(`${name}/${op}`, op, inputs, attr);
      return biasName ? add(`${name}/BiasAdd`, 'BiasAdd', [sum, biasName]) : sum;
    }
    const [next, ...others] = users(node);
    const hasRelu =
      others.length === 0 && next?.operation.kind === 'activation' && next.operation.activation === 'relu';
    const ops = [...(biasName ? ['BiasAdd'] : []), ...(biasName && hasRelu ? ['Relu'] : [])];
    if (biasName && hasRelu) names.set(next.id, `${name}/Fused`);
    return add(`${name}/Fused`, `_Fused${op}`, [...inputs, ...(biasName ? [biasName] : [])], {
      ...attr,
      num_args: { i: biasName ? '1' : '0' },
      fused_ops: { list: { s: ops.map((each) => bytes(each).s) } },
    });
  };

  const windows = (operation: { strides: readonly number[]; padding: unknown }) => ({
    strides: integers([1, ...operation.strides, 1]),
    padding: bytes(`${operation.padding}`.toUpperCase()),
    data_format: bytes('NHWC'),
  });

  graph.nodes.forEach((node) => {
    if (names.has(node.id)) return;
    const inputs = node.inputs.map((id) => names.get(id)!);
    const [input = ''] = inputs;
    const { operation } = node;
    const name = `model/${node.name.replaceAll('/', '_')}_${node.id}`;
    const emit = (): string => {
      switch (operation.kind) {
        case 'input':
          def.nodes.push(placeholder(name, node.outputShape, batch));
          return name;
        case 'convolution':
          return linear(node, name, 'Conv2D', input, {
            ...windows(operation),
            dilations: integers([1, 1, 1, 1]),
          });
        case 'dense':
          return linear(node, name, 'MatMul', input, {
            transpose_a: { b: false },
            transpose_b: { b: false },
          });
        case 'batchNormalization': {
          const { epsilon, gamma, beta, mean, variance } = operation;
          const weights = Object.entries({ gamma: gamma!, beta: beta!, mean, variance });
          const statistics = weights.map(([key, tensor]) => weight(`${name}/${key}`, tensor));
          return add(`${name}/FusedBatchNormV3`, 'FusedBatchNormV3', [input, ...statistics], {
            epsilon: { f: epsilon },
            data_format: bytes('NHWC'),
            is_training: { b: false },
          });
        }
        case 'activation': {
          const op = ACTIVATIONS[operation.activation]!;
          return add(
            `${name}/${op}`,
            op,
            [input],
            operation.alpha === undefined ? {} : { alpha: { f: operation.alpha } },
          );
        }
        case 'maxPool':
        case 'averagePool': {
          if ('global' in operation) throw new Error('graphModelOf: global pooling is not implemented.');
          const op = operation.kind === 'maxPool' ? 'MaxPool' : 'AvgPool';
          return add(`${name}/${op}`, op, [input], {
            ...windows(operation),
            ksize: integers([1, ...operation.size, 1]),
          });
        }
        case 'reshape': {
          const shape = fused
            ? batchShape(name, input, [...node.outputShape], add, constant)
            : constant(`${name}/shape`, [-1, ...node.outputShape]);
          return add(`${name}/Reshape`, 'Reshape', [input, shape]);
        }
        case 'add':
          return add(`${name}/add`, 'AddV2', inputs);
        default:
          throw new Error(`graphModelOf: the operation "${operation.kind}" is not implemented.`);
      }
    };
    names.set(node.id, emit());
  });
  def.outputs.output_0 = add('Identity', 'Identity', [names.get(graph.output)!]);
  const model = await loadGraphDef(def);
  tf.dispose(ownConstants);
  return model;
}

/** `[batch, ...shape]` as Keras traces it: the first dimension of the input's shape, packed with the others. */
function batchShape(
  name: string,
  input: string,
  shape: number[],
  add: (name: string, op: string, input: string[], attr?: Record<string, unknown>) => string,
  constant: (name: string, values: number[]) => string,
): string {
  const int = { T: { type: 'DT_INT32' } };
  const of = add(`${name}/Shape`, 'Shape', [input], { out_type: { type: 'DT_INT32' } });
  const ends = [[0], [1], [1]].map((values, i) => constant(`${name}/strided_slice/stack_${i}`, values));
  const batch = add(`${name}/strided_slice`, 'StridedSlice', [of, ...ends], {
    ...int,
    shrink_axis_mask: { i: '1' },
  });
  const scalars = shape.map((length, i) => {
    const vector = constant(`${name}/length_${i}`, [length]);
    return add(`${name}/squeezed_${i}`, 'Squeeze', [vector], { ...int, squeeze_dims: integers([0]) });
  });
  return add(`${name}/Pack`, 'Pack', [batch, ...scalars], { ...int, axis: { i: '0' } });
}
