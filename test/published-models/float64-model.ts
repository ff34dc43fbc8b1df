import { base64Attribute, type RawNode } from './raw-node.js';

/** Numbers in row-major order, in float64. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

const size = (shape: readonly number[]) => shape.reduce((total, length) => total * length, 1);

/**
 * Computes a tensor of a GraphModel in float64, without tfjs, for one sample. Independent of the library: it reads the file's nodes, and
 * knows only the operations of the models that we publish results for.
 */
export function float64Model(
  nodes: readonly RawNode[],
  weights: ReadonlyMap<string, Numbers>,
  output: string,
) {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  return (input: Numbers): Numbers => {
    const values = new Map<string, Numbers>(weights);
    const find = (name: string): Numbers => {
      const key = name.replace(/^\^|:\d+$/g, '');
      const known = values.get(key);
      if (known) return known;
      const node = byName.get(key);
      if (node === undefined) throw new Error(`float64Model: no node "${key}".`);
      const found = node.op === 'Placeholder' ? input : compute(node, (node.input ?? []).map(find));
      values.set(key, found);
      return found;
    };
    return find(output);
  };
}

const UNARY: Record<string, (x: number) => number> = {
  Abs: Math.abs,
  Relu: (x) => Math.max(x, 0),
  Relu6: (x) => Math.min(Math.max(x, 0), 6),
  Rsqrt: (x) => 1 / Math.sqrt(x),
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Square: (x) => x * x,
  Tanh: Math.tanh,
};

const BINARY: Record<string, (a: number, b: number) => number> = {
  Add: (a, b) => a + b,
  AddV2: (a, b) => a + b,
  BiasAdd: (a, b) => a + b,
  Maximum: Math.max,
  Minimum: Math.min,
  Mul: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Sub: (a, b) => a - b,
};

function compute(node: RawNode, inputs: Numbers[]): Numbers {
  const [x, y, z] = inputs as [Numbers, Numbers, Numbers];
  const unary = UNARY[node.op];
  if (unary) return { shape: x.shape, data: x.data.map((value) => unary(value)) };
  const binary = BINARY[node.op];
  if (binary) return broadcast(binary, x, y);
  switch (node.op) {
    case 'Identity':
      return x;
    case 'Conv2D':
      return convolved(node, x, y, false);
    case 'DepthwiseConv2dNative':
      return convolved(node, x, y, true);
    case '_FusedConv2D':
    case 'FusedDepthwiseConv2dNative':
      return fused(node, convolved(node, x, y, node.op.includes('Depthwise')), z);
    case 'MatMul':
      return multiplied(x, y);
    case '_FusedMatMul':
      return fused(node, multiplied(x, y), z);
    case 'MaxPool':
    case 'AvgPool':
      return pooled(node, x);
    case 'Mean':
    case 'Sum':
    case 'Max':
      return reduced(node, x, y);
    case 'Reshape':
    case 'ExpandDims':
    case 'Squeeze':
      return { shape: reshaped(node, x, y), data: x.data };
    case 'Pad':
      return padded(x, y);
    case 'StridedSlice':
      return column(x, y);
    case 'Softmax':
      return softmax(x);
    default:
      throw new Error(`float64Model: the operation ${node.op} is not implemented.`);
  }
}

function fused(node: RawNode, sum: Numbers, bias: Numbers): Numbers {
  const names = node.attr?.fused_ops?.list?.s?.map(base64Attribute) ?? [];
  return names.reduce((value: Numbers, name) => {
    if (name === 'BiasAdd') return broadcast((a, b) => a + b, value, bias);
    const own = UNARY[name];
    if (own === undefined) throw new Error(`float64Model: the fused operation ${name} is not implemented.`);
    return { shape: value.shape, data: value.data.map((each) => own(each)) };
  }, sum);
}

function broadcast(f: (a: number, b: number) => number, a: Numbers, b: Numbers): Numbers {
  const rank = Math.max(a.shape.length, b.shape.length);
  const full = ({ shape }: Numbers) => [...Array<number>(rank - shape.length).fill(1), ...shape];
  const [left, right] = [full(a), full(b)];
  const shape = left.map((length, axis) => Math.max(length, right[axis]!));
  const strides = (own: number[]) =>
    own.map((length, axis) => (length === 1 ? 0 : size(own.slice(axis + 1))));
  const [leftStrides, rightStrides] = [strides(left), strides(right)];
  const data = new Float64Array(size(shape));
  const index = Array<number>(rank).fill(0);
  let [i, j] = [0, 0];
  for (let k = 0; k < data.length; k++) {
    data[k] = f(a.data[i]!, b.data[j]!);
    for (let axis = rank - 1; axis >= 0; axis--) {
      index[axis]! += 1;
      i += leftStrides[axis]!;
      j += rightStrides[axis]!;
      if (index[axis]! < shape[axis]!) break;
      i -= leftStrides[axis]! * shape[axis]!;
      j -= rightStrides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return { shape, data };
}

/** Strides, first cells and numbers of cells of windows over an image. */
function windows(node: RawNode, [, height = 1, width = 1]: readonly number[], kernel: readonly number[]) {
  const strides = node.attr?.strides?.list?.i?.map(Number) ?? [1, 1, 1, 1];
  const same = base64Attribute(node.attr?.padding?.s ?? '') === 'SAME';
  const along = (length: number, window: number, stride: number) => {
    const count = same ? Math.ceil(length / stride) : Math.floor((length - window) / stride) + 1;
    const total = same ? Math.max((count - 1) * stride + window - length, 0) : 0;
    return { count, stride, first: -Math.floor(total / 2) };
  };
  return [along(height, kernel[0]!, strides[1]!), along(width, kernel[1]!, strides[2]!)] as const;
}

function convolved(node: RawNode, x: Numbers, kernel: Numbers, depthwise: boolean): Numbers {
  const [, height = 1, width = 1, channels = 1] = x.shape;
  const [kh, kw, , last] = kernel.shape as [number, number, number, number];
  const outChannels = depthwise ? channels * last : last;
  const [rows, columns] = windows(node, x.shape, kernel.shape);
  const data = new Float64Array(rows.count * columns.count * outChannels);
  for (let r = 0; r < rows.count; r++)
    for (let c = 0; c < columns.count; c++) {
      const out = (r * columns.count + c) * outChannels;
      for (let i = 0; i < kh; i++)
        for (let j = 0; j < kw; j++) {
          const [row, col] = [rows.first + r * rows.stride + i, columns.first + c * columns.stride + j];
          if (row < 0 || col < 0 || row >= height || col >= width) continue;
          const pixel = (row * width + col) * channels;
          const weights = (i * kw + j) * channels * last;
          for (let k = 0; k < channels; k++) {
            const value = x.data[pixel + k]!;
            const own = weights + k * last;
            const to = depthwise ? out + k * last : out;
            for (let m = 0; m < last; m++) data[to + m]! += value * kernel.data[own + m]!;
          }
        }
    }
  return { shape: [1, rows.count, columns.count, outChannels], data };
}

function pooled(node: RawNode, x: Numbers): Numbers {
  const [, height = 1, width = 1, channels = 1] = x.shape;
  const [, kh = 1, kw = 1] = node.attr?.ksize?.list?.i?.map(Number) ?? [];
  const [rows, columns] = windows(node, x.shape, [kh, kw]);
  const isMax = node.op === 'MaxPool';
  const data = new Float64Array(rows.count * columns.count * channels);
  for (let r = 0; r < rows.count; r++)
    for (let c = 0; c < columns.count; c++)
      for (let k = 0; k < channels; k++) {
        let [most, sum, cells] = [Number.NEGATIVE_INFINITY, 0, 0];
        for (let i = 0; i < kh; i++)
          for (let j = 0; j < kw; j++) {
            const [row, col] = [rows.first + r * rows.stride + i, columns.first + c * columns.stride + j];
            if (row < 0 || col < 0 || row >= height || col >= width) continue;
            const value = x.data[(row * width + col) * channels + k]!;
            most = Math.max(most, value);
            sum += value;
            cells += 1;
          }
        data[(r * columns.count + c) * channels + k] = isMax ? most : sum / cells;
      }
  return { shape: [1, rows.count, columns.count, channels], data };
}

function multiplied(x: Numbers, kernel: Numbers): Numbers {
  const [terms, units] = kernel.shape as [number, number];
  const data = new Float64Array(units);
  for (let k = 0; k < terms; k++)
    for (let m = 0; m < units; m++) data[m]! += x.data[k]! * kernel.data[k * units + m]!;
  return { shape: [1, units], data };
}

function reduced(node: RawNode, x: Numbers, axes: Numbers): Numbers {
  const rank = x.shape.length;
  const over = new Set(Array.from(axes.data, (axis) => (axis < 0 ? axis + rank : axis)));
  const kept = x.shape.map((length, axis) => (over.has(axis) ? 1 : length));
  const data = new Float64Array(size(kept)).fill(node.op === 'Max' ? Number.NEGATIVE_INFINITY : 0);
  for (let k = 0; k < x.data.length; k++) {
    let [rest, to, stride] = [k, 0, 1];
    for (let axis = rank - 1; axis >= 0; axis--) {
      if (!over.has(axis)) {
        to += (rest % x.shape[axis]!) * stride;
        stride *= x.shape[axis]!;
      }
      rest = Math.floor(rest / x.shape[axis]!);
    }
    data[to] = node.op === 'Max' ? Math.max(data[to]!, x.data[k]!) : data[to]! + x.data[k]!;
  }
  const count = x.data.length / data.length;
  if (node.op === 'Mean') for (let k = 0; k < data.length; k++) data[k]! /= count;
  const shape = node.attr?.keep_dims?.b ? kept : x.shape.filter((_, axis) => !over.has(axis));
  return { shape, data };
}

function reshaped({ op, attr }: RawNode, x: Numbers, y: Numbers | undefined): number[] {
  if (op === 'Squeeze') {
    const axes = attr?.squeeze_dims?.list?.i?.map(Number) ?? [];
    return x.shape.filter((length, axis) => !(axes.length > 0 ? axes.includes(axis) : length === 1));
  }
  const wanted = Array.from(y?.data ?? []);
  if (op === 'Reshape') {
    const known = wanted.reduce((total, length) => (length === -1 ? total : total * length), 1);
    return wanted.map((length) => (length === -1 ? x.data.length / known : length));
  }
  const [axis = 0] = wanted;
  return x.shape.toSpliced(axis < 0 ? axis + x.shape.length + 1 : axis, 0, 1);
}

function padded(x: Numbers, margins: Numbers): Numbers {
  const [, height = 1, width = 1, channels = 1] = x.shape;
  const [, , top = 0, bottom = 0, left = 0, right = 0] = margins.data;
  const wide = width + left + right;
  const data = new Float64Array((height + top + bottom) * wide * channels);
  for (let row = 0; row < height; row++) {
    const line = x.data.subarray(row * width * channels, (row + 1) * width * channels);
    data.set(line, ((row + top) * wide + left) * channels);
  }
  return { shape: [1, height + top + bottom, wide, channels], data };
}

/** The only slices of these models: one column, `x[:, i]`. */
function column(x: Numbers, begin: Numbers): Numbers {
  const [, first = 0] = begin.data;
  return { shape: [1], data: x.data.slice(first, first + 1) };
}

function softmax(x: Numbers): Numbers {
  const most = x.data.reduce((a, b) => Math.max(a, b));
  const powers = x.data.map((value) => Math.exp(value - most));
  const sum = powers.reduce((a, b) => a + b);
  return { shape: x.shape, data: powers.map((value) => value / sum) };
}
