import { type Operation, operationForward } from '@csm/core/extend';
import { dispose, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { type GraphBuilder, graphBuilder } from '../graph-builder.js';

beforeAll(() => useBackend('cpu'));

const made: GraphBuilder[] = [];
afterEach(() => {
  for (const { weights } of made.splice(0)) dispose(weights);
});

/** A graph of `[n, 3, 4]` that is built node by node, and what its nodes compute without any recognition. */
function graph(shape: readonly number[] = [3, 4]) {
  const builder = graphBuilder();
  made.push(builder);
  const size = shape.reduce((a, b) => a * b, 1);
  const values: Tensor[] = [
    tensor(
      Float32Array.from({ length: 2 * size }, (_, i) => 2 * Math.sin(7.1 * i + 1)),
      [2, ...shape],
    ),
  ];
  const x = builder.add('x', { kind: 'input' }, [], shape);
  const add = (operation: Operation, ...inputs: number[]): number => {
    const output = operationForward(
      operation,
      inputs.map((id) => values[id] as Tensor),
    );
    const id = builder.add(operation.kind, operation, inputs, output.shape.slice(1));
    values[id] = output;
    return id;
  };
  return {
    x,
    add,
    weight: builder.weight,
    mean: (of: number, axes = [shape.length]) =>
      add({ kind: 'reduction', reduction: 'mean', axes, keepDims: true }, of),
    square: (of: number) => add({ kind: 'elementwise', function: 'power', exponent: 2 }, of),
    /** What a node became, and the node that it reads; expects that it computes the same numbers. */
    became(id: number) {
      const node = builder.nodes[id];
      if (node === undefined) throw new Error('no node');
      const inputs = node.inputs.map((input) => values[input] as Tensor);
      const own = operationForward(node.operation, inputs).dataSync();
      const expected = (values[id] as Tensor).dataSync();
      own.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5);
      });
      return node;
    },
  };
}

type Graph = ReturnType<typeof graph>;

const sqrt: Operation = { kind: 'elementwise', function: 'sqrt' };

/** x / √(mean(x²) + ε), from the squares on. */
const VARIANTS: Readonly<
  Record<string, (g: Graph, of: number, variance: number, epsilon: number) => number>
> = {
  'Div by Sqrt': (g, of, variance, epsilon) =>
    g.add({ kind: 'divide' }, of, g.add(sqrt, g.add({ kind: 'shift', by: epsilon }, variance))),
  'Mul with the reciprocal of Sqrt': (g, of, variance, epsilon) => {
    const root = g.add(sqrt, g.add({ kind: 'shift', by: epsilon }, variance));
    return g.add({ kind: 'multiply' }, g.add({ kind: 'elementwise', function: 'reciprocal' }, root), of);
  },
  'Pow −0.5, ε as a weight': (g, of, variance, epsilon) => {
    const sum = g.add({ kind: 'shift', by: g.weight([epsilon], [1]) }, variance);
    return g.add(
      { kind: 'multiply' },
      of,
      g.add({ kind: 'elementwise', function: 'power', exponent: -0.5 }, sum),
    );
  },
  'Pow 0.5': (g, of, variance, epsilon) => {
    const sum = g.add({ kind: 'shift', by: epsilon }, variance);
    return g.add(
      { kind: 'divide' },
      of,
      g.add({ kind: 'elementwise', function: 'power', exponent: 0.5 }, sum),
    );
  },
};

describe('layer normalisation', () => {
  const centred = (g: Graph, axes?: number[]) => g.add({ kind: 'subtract' }, g.x, g.mean(g.x, axes));

  it.each(Object.entries(VARIANTS))('is recognised: %s', (_, finish) => {
    const g = graph();
    const c = centred(g);
    const { operation, inputs } = g.became(finish(g, c, g.mean(g.square(c)), 0.25));
    expect(operation).toEqual({ kind: 'layerNormalization', axes: [2], epsilon: 0.25 });
    expect(inputs).toEqual([g.x]);
  });

  it('is recognised with a product as the square, centred twice, over two axes', () => {
    const g = graph();
    const again = centred(g, [1, 2]);
    const square = g.add({ kind: 'multiply' }, again, again);
    const id = VARIANTS['Div by Sqrt']!(g, centred(g, [1, 2]), g.mean(square, [1, 2]), 0.5);
    expect(g.became(id).operation).toEqual({ kind: 'layerNormalization', axes: [1, 2], epsilon: 0.5 });
  });

  it('takes the scale and shift that follow', () => {
    const g = graph();
    const c = centred(g);
    const id = VARIANTS['Div by Sqrt']!(g, c, g.mean(g.square(c)), 0.25);
    const [gamma, beta] = [g.weight([1, 2, 3, 4], [4]), g.weight([4, 3, 2, 1], [4])];
    const scaled = g.add({ kind: 'scale', factor: gamma }, id);
    const { operation, inputs } = g.became(g.add({ kind: 'shift', by: beta }, scaled));
    expect(operation).toEqual({ kind: 'layerNormalization', axes: [2], epsilon: 0.25, gamma, beta });
    expect(inputs).toEqual([g.x]);
    expect(g.became(scaled).operation).not.toHaveProperty('beta');
  });

  it('takes no weights of other axes, and no numbers', () => {
    const g = graph();
    const c = centred(g);
    const id = VARIANTS['Div by Sqrt']!(g, c, g.mean(g.square(c)), 0.25);
    const rows = g.weight([1, 2, 3], [3, 1]);
    expect(g.became(g.add({ kind: 'scale', factor: rows }, id)).operation.kind).toBe('scale');
    expect(g.became(g.add({ kind: 'scale', factor: 2 }, id)).operation.kind).toBe('scale');
    const full = g.weight([...Array(12).keys()], [3, 4]);
    expect(g.became(g.add({ kind: 'shift', by: full }, id)).operation.kind).toBe('shift');
    const shifted = g.add({ kind: 'shift', by: g.weight([1, 2, 3, 4], [4]) }, id);
    // γ after β is another function.
    expect(
      g.became(g.add({ kind: 'scale', factor: g.weight([1, 2, 3, 4], [4]) }, shifted)).operation.kind,
    ).toBe('scale');
  });

  it.each<[string, (g: Graph) => number]>([
    [
      'another axis for the variance',
      (g) => VARIANTS['Div by Sqrt']!(g, centred(g, [2]), g.mean(g.square(centred(g, [2])), [1]), 0.25),
    ],
    [
      'the variance of other numbers',
      (g) => {
        const other = g.add({ kind: 'scale', factor: 2 }, centred(g));
        return VARIANTS['Div by Sqrt']!(g, centred(g), g.mean(g.square(other)), 0.25);
      },
    ],
    [
      'a sum instead of a mean',
      (g) => {
        const c = centred(g);
        const sum = g.add({ kind: 'reduction', reduction: 'sum', axes: [2], keepDims: true }, g.square(c));
        return VARIANTS['Div by Sqrt']!(g, c, sum, 0.25);
      },
    ],
    [
      'another power',
      (g) => {
        const c = centred(g);
        const cube = g.add({ kind: 'elementwise', function: 'power', exponent: 4 }, c);
        return VARIANTS['Div by Sqrt']!(g, c, g.mean(cube), 0.25);
      },
    ],
    [
      'ε per column',
      (g) => {
        const c = centred(g);
        const sum = g.add({ kind: 'shift', by: g.weight([1, 2, 3, 4], [4]) }, g.mean(g.square(c)));
        return g.add({ kind: 'divide' }, c, g.add(sqrt, sum));
      },
    ],
    [
      'no root',
      (g) => {
        const c = centred(g);
        return g.add({ kind: 'divide' }, c, g.add({ kind: 'shift', by: 0.25 }, g.mean(g.square(c))));
      },
    ],
    [
      'the quotient turned round',
      (g) => {
        const c = centred(g);
        const root = g.add(sqrt, g.add({ kind: 'shift', by: 0.25 }, g.mean(g.square(c))));
        return g.add({ kind: 'divide' }, root, c);
      },
    ],
    [
      'the mean minus x, whose square is the same',
      (g) => {
        const c = g.add({ kind: 'subtract' }, g.mean(g.x), g.x);
        return VARIANTS['Div by Sqrt']!(g, centred(g), g.mean(g.square(c)), 0.25);
      },
    ],
  ])('is not taken for one with %s', (_, build) => {
    const g = graph();
    const { operation } = g.became(build(g));
    expect(['divide', 'multiply']).toContain(operation.kind);
  });
});

describe('root mean square normalisation', () => {
  it.each(Object.entries(VARIANTS))('is recognised: %s', (_, finish) => {
    const g = graph();
    const id = finish(g, g.x, g.mean(g.square(g.x)), 0.25);
    expect(g.became(id).operation).toEqual({ kind: 'rmsNormalization', axes: [2], epsilon: 0.25 });
    const gamma = g.weight([1, 2, 3, 4], [4]);
    const scaled = g.became(g.add({ kind: 'scale', factor: gamma }, id));
    expect(scaled.operation).toEqual({ kind: 'rmsNormalization', axes: [2], epsilon: 0.25, gamma });
  });

  it('is not taken for the norm of another tensor', () => {
    const g = graph();
    const other = g.add({ kind: 'shift', by: 1 }, g.x);
    const id = VARIANTS['Div by Sqrt']!(g, g.x, g.mean(g.square(other)), 0.25);
    expect(g.became(id).operation.kind).toBe('divide');
  });
});

describe('division by the norm', () => {
  const l2 = (g: Graph) => g.add({ kind: 'reduction', reduction: 'l2', axes: [2], keepDims: true }, g.x);

  it('is recognised with ReduceL2, Clip and Expand', () => {
    const g = graph();
    const clipped = g.add({ kind: 'elementwise', function: 'clip', minimum: 0.125 }, l2(g));
    const expanded = g.add({ kind: 'expand', shape: [3, 4] }, clipped);
    const { operation } = g.became(g.add({ kind: 'divide' }, g.x, expanded));
    expect(operation).toEqual({ kind: 'lpNormalization', p: 2, axes: [2], epsilon: 0.125 });
  });

  it('is recognised as the root of a sum of squares, and with the sum of absolute values', () => {
    const g = graph();
    const sum = g.add({ kind: 'reduction', reduction: 'sum', axes: [2], keepDims: true }, g.square(g.x));
    const { operation } = g.became(g.add({ kind: 'divide' }, g.x, g.add(sqrt, sum)));
    expect(operation).toEqual({ kind: 'lpNormalization', p: 2, axes: [2] });
    const l1 = g.add({ kind: 'reduction', reduction: 'l1', axes: [1], keepDims: true }, g.x);
    expect(g.became(g.add({ kind: 'divide' }, g.x, l1)).operation).toMatchObject({ p: 1, axes: [1] });
  });

  it('is not taken for a divisor that is limited above, shifted, or a norm of another tensor', () => {
    const g = graph();
    const limited = g.add({ kind: 'elementwise', function: 'clip', minimum: 0.1, maximum: 2 }, l2(g));
    const shifted = g.add({ kind: 'shift', by: 1 }, l2(g));
    for (const divisor of [limited, shifted])
      expect(g.became(g.add({ kind: 'divide' }, g.x, divisor)).operation.kind).toBe('divide');
    const other = g.add({ kind: 'scale', factor: 3 }, g.x);
    expect(g.became(g.add({ kind: 'divide' }, other, l2(g))).operation.kind).toBe('divide');
  });
});

describe('activations in several nodes', () => {
  const activation = (name: string) => ({ kind: 'activation', activation: name });

  it('GELU, SiLU, hard swish, Mish, PReLU, ReLU and ReLU6 are recognised', () => {
    const g = graph();
    const erf = g.add(
      { kind: 'elementwise', function: 'erf' },
      g.add({ kind: 'scale', factor: Math.SQRT1_2 }, g.x),
    );
    const product = g.add({ kind: 'multiply' }, g.x, g.add({ kind: 'shift', by: 1 }, erf));
    expect(g.became(g.add({ kind: 'scale', factor: 0.5 }, product)).operation).toEqual(activation('gelu'));

    const sigmoid = g.add({ kind: 'activation', activation: 'sigmoid' }, g.x);
    expect(g.became(g.add({ kind: 'multiply' }, sigmoid, g.x)).operation).toEqual(activation('swish'));

    const clipped = g.add(
      { kind: 'elementwise', function: 'clip', minimum: 0, maximum: 6 },
      g.add({ kind: 'shift', by: 3 }, g.x),
    );
    const hard = g.add({ kind: 'scale', factor: 1 / 6 }, g.add({ kind: 'multiply' }, g.x, clipped));
    expect(g.became(hard).operation).toEqual(activation('hardSwish'));

    const tanh = g.add(
      { kind: 'activation', activation: 'tanh' },
      g.add({ kind: 'activation', activation: 'softplus' }, g.x),
    );
    expect(g.became(g.add({ kind: 'multiply' }, g.x, tanh)).operation).toEqual(activation('mish'));

    const zero = g.add({ kind: 'constant', value: g.weight([0], [1]) });
    expect(g.became(g.add({ kind: 'maximum' }, g.x, zero)).operation).toEqual(activation('relu'));
    const six = g.add({ kind: 'elementwise', function: 'clip', minimum: 0, maximum: 6 }, g.x);
    expect(g.became(six).operation).toEqual(activation('relu6'));

    const below = g.add(
      { kind: 'activation', activation: 'relu' },
      g.add({ kind: 'scale', factor: -1 }, g.x),
    );
    const slopes = g.add({ kind: 'scale', factor: g.weight([-0.1, -0.2, -0.3, -0.4], [4]) }, below);
    const prelu = g.add({ kind: 'add' }, g.add({ kind: 'activation', activation: 'relu' }, g.x), slopes);
    expect(g.became(prelu)).toMatchObject({ operation: { activation: 'prelu' }, inputs: [g.x] });
  });

  it('softplus as PyTorch’s exporter writes it, with a threshold that is a reshaped constant, is one', () => {
    const g = graph();
    const softplus = g.add({ kind: 'activation', activation: 'softplus' }, g.x);
    const threshold = (value: number) =>
      g.add({ kind: 'reshape', shape: [1, 1] }, g.add({ kind: 'constant', value: g.weight([value], []) }));
    const whereAbove = (value: number) => {
      const isLarge = g.add({ kind: 'comparison', comparison: 'greater' }, g.x, threshold(value));
      return g.became(g.add({ kind: 'where' }, isLarge, g.x, softplus));
    };
    expect(whereAbove(20)).toMatchObject({
      operation: { kind: 'activation', activation: 'softplus' },
      inputs: [g.x],
    });
    // softplus(0.5) is 0.97.
    expect(whereAbove(0.5).operation.kind).toBe('where');
  });

  it('linear functions are not', () => {
    const g = graph();
    for (const factor of [0.5, -1, 0.2, 3, 1])
      expect(g.became(g.add({ kind: 'scale', factor }, g.x)).operation.kind).toBe('scale');
    for (const by of [0, 1, -3])
      expect(g.became(g.add({ kind: 'shift', by }, g.x)).operation.kind).toBe('shift');
    expect(g.became(g.add({ kind: 'add' }, g.x, g.x)).operation.kind).toBe('add');
  });

  it('near misses are not: other constants, other tensors', () => {
    const g = graph();
    const erf = g.add({ kind: 'elementwise', function: 'erf' }, g.add({ kind: 'scale', factor: 0.7 }, g.x));
    const product = g.add({ kind: 'multiply' }, g.x, g.add({ kind: 'shift', by: 1 }, erf));
    expect(g.became(g.add({ kind: 'scale', factor: 0.5 }, product)).operation.kind).toBe('scale');
    expect(g.became(g.add({ kind: 'scale', factor: 0.5 }, product)).operation.kind).toBe('scale');
    const other = g.add({ kind: 'activation', activation: 'softmax' }, g.x);
    const sigmoid = g.add({ kind: 'activation', activation: 'sigmoid' }, g.x);
    expect(g.became(g.add({ kind: 'multiply' }, sigmoid, other)).operation.kind).toBe('multiply');
    const tiny = g.add({ kind: 'elementwise', function: 'clip', minimum: 1e-12 }, g.x);
    expect(g.became(tiny).operation.kind).toBe('elementwise');
  });
});
