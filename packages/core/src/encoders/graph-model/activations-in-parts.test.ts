import type { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { type GraphDef, loadGraphDef, placeholder } from '../../../../../test/graph-model.js';
import { random } from '../../../test/small-models.js';
import type { Activation } from '../../graph/operations/activation.js';
import { tapeVjp } from '../../tape/tape.js';
import { graphEncoder } from './graph-encoder.js';

/** An operation and its inputs; `x` is the model's input, numbers are constants. */
type Expression = 'x' | number | readonly number[] | Call;
interface Call {
  readonly op: string;
  readonly inputs: readonly Expression[];
}
const of = (op: string, ...inputs: Expression[]): Call => ({ op, inputs });

const [max, min, mul, add, sub, neg, abs] = ['Maximum', 'Minimum', 'Mul', 'AddV2', 'Sub', 'Neg', 'Abs'].map(
  (op) =>
    (...inputs: Expression[]) =>
      of(op, ...inputs),
) as [typeof call, typeof call, typeof call, typeof call, typeof call, typeof call, typeof call];
declare function call(...inputs: Expression[]): Call;
const relu = (x: Expression) => of('Relu', x);
const relu6 = (x: Expression) => of('Relu6', x);
const sigmoid = (x: Expression) => of('Sigmoid', x);
const greater = (a: Expression, b: Expression) => of('Greater', a, b);
const slopes = [0.25, -0.5, 0, 1.5];

const prelu = { activation: 'prelu', alpha: { values: Float32Array.from(slopes), shape: [4] } } as const;

const SPELLINGS: Record<string, [Expression, Partial<Activation>]> = {
  'ReLU6 as min(max(x, 0), 6)': [min(max('x', 0), 6), { activation: 'relu6' }],
  'ReLU6 as max(min(x, 6), 0)': [max(min(6, 'x'), 0), { activation: 'relu6' }],
  'ReLU6 after a ReLU': [max(min(relu('x'), 6), 0), { activation: 'relu6' }],
  'ReLU6 by ClipByValue': [of('ClipByValue', 'x', 0, 6), { activation: 'relu6' }],
  'ReLU up to 1': [min(relu('x'), 1), { activation: 'relu', maximum: 1 }],
  'ReLU as max(0, x)': [max(0, 'x'), { activation: 'relu' }],
  'ReLU as x · (x > 0)': [mul('x', of('Cast', greater('x', 0))), { activation: 'relu' }],
  'ReLU as (x + |x|) / 2': [of('RealDiv', add('x', abs('x')), 2), { activation: 'relu' }],
  'ReLU by SelectV2': [of('SelectV2', of('GreaterEqual', 0, 'x'), 0, 'x'), { activation: 'relu' }],
  'PReLU as max(x, 0) + α min(x, 0)': [add(max('x', 0), mul(slopes, min(0, 'x'))), prelu],
  'PReLU as relu(x) + α (x − |x|) / 2': [add(relu('x'), mul(mul(slopes, sub('x', abs('x'))), 0.5)), prelu],
  'PReLU with half its slopes': [
    add(
      relu('x'),
      mul(
        sub('x', abs('x')),
        slopes.map((alpha) => alpha / 2),
      ),
    ),
    prelu,
  ],
  'PReLU as relu(x) − α relu(−x)': [sub(relu('x'), mul(slopes, relu(neg('x')))), prelu],
  'PReLU as relu(x) + −α relu(−x)': [add(relu('x'), mul(neg(slopes), relu(neg('x')))), prelu],
  'PReLU as max(x, 0) − α max(−x, 0)': [sub(max('x', 0), mul(slopes, max(neg('x'), 0))), prelu],
  'PReLU by SelectV2': [of('SelectV2', greater('x', 0), 'x', mul('x', slopes)), prelu],
  'leaky ReLU as max(x, x / 5)': [max('x', mul('x', 0.2)), { activation: 'leakyRelu', alpha: 0.2 }],
  'leaky ReLU by two ReLUs': [
    sub(relu('x'), mul(relu(neg('x')), 0.1)),
    { activation: 'leakyRelu', alpha: 0.1 },
  ],
  'hard swish as x relu6(x + 3) / 6': [
    of('RealDiv', mul('x', relu6(add('x', 3))), 6),
    { activation: 'hardSwish' },
  ],
  'hard swish with 1/6': [mul(mul(relu6(add(3, 'x')), 1 / 6), 'x'), { activation: 'hardSwish' }],
  'hard swish with a clipped factor': [
    mul('x', mul(min(max(add('x', 3), 0), 6), 1 / 6)),
    { activation: 'hardSwish' },
  ],
  'hard sigmoid as relu6(x + 3) / 6': [
    mul(relu6(add('x', 3)), 1 / 6),
    { activation: 'hardSigmoid', alpha: 1 / 6 },
  ],
  'hard sigmoid of Keras': [of('ClipByValue', add(mul('x', 0.2), 0.5), 0, 1), { activation: 'hardSigmoid' }],
  'hard tanh': [max(min('x', 1), -1), { activation: 'hardTanh' }],
  'swish as x sigmoid(x)': [mul('x', sigmoid('x')), { activation: 'swish' }],
  'swish as x / (1 + exp(−x))': [of('RealDiv', 'x', add(of('Exp', neg('x')), 1)), { activation: 'swish' }],
  'sigmoid as 1 / (1 + exp(−x))': [of('RealDiv', 1, add(1, of('Exp', neg('x')))), { activation: 'sigmoid' }],
  'softplus as log(1 + exp(x))': [of('Log1p', of('Exp', 'x')), { activation: 'softplus' }],
  'mish as x tanh(softplus(x))': [mul('x', of('Tanh', of('Softplus', 'x'))), { activation: 'mish' }],
  'gelu by erf': [
    mul(mul('x', 0.5), add(of('Erf', of('RealDiv', 'x', Math.SQRT2)), 1)),
    { activation: 'gelu' },
  ],
  'gelu by erf, halved last': [
    mul(0.5, mul('x', add(1, of('Erf', mul('x', Math.SQRT1_2))))),
    { activation: 'gelu' },
  ],
  'gelu by tanh': [
    mul(
      mul(0.5, 'x'),
      add(1, of('Tanh', mul(Math.sqrt(2 / Math.PI), add('x', mul(0.044715, of('Pow', 'x', 3)))))),
    ),
    { activation: 'gelu_new' },
  ],
  'ELU by SelectV2': [of('SelectV2', greater('x', 0), 'x', of('Expm1', 'x')), { activation: 'elu' }],
  'softsign as x / (1 + |x|)': [of('RealDiv', 'x', add(1, abs('x'))), { activation: 'softsign' }],
  'a threshold': [mul('x', of('Cast', greater('x', 0.5))), { activation: 'thresholdedRelu', theta: 0.5 }],
};

/** Functions that are not activations that we know. */
const OTHERS: Record<string, Expression> = {
  'min(max(x, 0.1), 6)': min(max('x', 0.1), 6),
  '|x|': abs('x'),
  'x²': of('Square', 'x'),
  'sqrt(x² + 1)': of('Sqrt', add(of('Square', 'x'), 1)),
  'different activations of the columns': max('x', [0, -1, 0, 0]),
  '2 relu(x) + x': add(mul(2, max('x', 0)), 'x'),
  'x (x > 0) + 1': add(mul('x', of('Cast', greater('x', 0))), 1),
};

const isTensorList = (expression: Expression): expression is readonly number[] => Array.isArray(expression);

async function modelOf(expression: Expression): Promise<GraphModel> {
  const def: GraphDef = { nodes: [placeholder('x', [4])], weights: new Map(), outputs: {} };
  const write = (each: Expression): string => {
    if (each === 'x') return 'x';
    if (typeof each === 'number' || isTensorList(each)) {
      const name = `c${def.weights.size}`;
      def.weights.set(name, tf.tensor(each as number | number[]));
      return name;
    }
    const input = (each as Call).inputs.map(write);
    const { op } = each as Call;
    const attr =
      op === 'Cast' ? { SrcT: { type: 'DT_BOOL' }, DstT: { type: 'DT_FLOAT' } } : { T: { type: 'DT_FLOAT' } };
    const name = `n${def.nodes.length}`;
    def.nodes.push({ name, op, input, attr });
    return name;
  };
  def.outputs.latent = write(expression);
  const model = await loadGraphDef(def);
  tf.dispose([...def.weights.values()]);
  return model;
}

const close = (values: ArrayLike<number>) => Array.from(values, (value) => expect.closeTo(value, 5));

describe.each(BACKENDS)('activations that are spelled in parts, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(Object.entries(SPELLINGS))('%s', async (_, [expression, activation]) => {
    const model = await modelOf(expression);
    const encoder = graphEncoder(model);
    const operations = encoder.graph!.nodes.map(({ operation }) => operation);
    const expected =
      'alpha' in activation && typeof activation.alpha === 'number'
        ? { ...activation, alpha: expect.closeTo(activation.alpha, 6) }
        : activation;
    expect(operations).toEqual([{ kind: 'input' }, { kind: 'activation', ...expected }]);
    await expectSameAsModel(model, encoder);
  });

  it.each(Object.entries(OTHERS))('%s is not an activation, and equals the model', async (_, expression) => {
    const model = await modelOf(expression);
    const encoder = graphEncoder(model);
    const { operation } = encoder.graph!.nodes.at(-1)!;
    expect(operation.kind === 'activation' ? operation.activation : 'none').toBe('none');
    await expectSameAsModel(model, encoder);
  });

  async function expectSameAsModel(model: GraphModel, encoder: ReturnType<typeof graphEncoder>) {
    // Numbers on both sides of all kinks, and none near them.
    const x = tf.mul(random([6, 4], 3), 4.3);
    const cotangent = random([6, 4], 5) as tf.Tensor2D;
    const trace = encoder.trace(x);
    const gradient = await trace.backward(cotangent);
    const plain = tf.tidy(() => {
      const run = (input: tf.Tensor) => model.execute({ x: input }) as tf.Tensor;
      return [run(x), ...tapeVjp(([input]) => run(input!), [x], cotangent)].map((each) => each.dataSync());
    });
    expect(Array.from(trace.latent.dataSync())).toEqual(close(plain[0]!));
    expect(Array.from(gradient.dataSync())).toEqual(close(plain[1]!));
  }

  it('an inner node that something else reads keeps its value', async () => {
    const inner = max('x', 0);
    const model = await modelOf(add(min(inner, 6), of('Exp', mul(inner, 0.1))));
    const encoder = graphEncoder(model);
    const kinds = encoder.graph!.nodes.map(({ operation }) =>
      operation.kind === 'activation' ? operation.activation : operation.kind,
    );
    expect(kinds).toContain('relu6');
    await expectSameAsModel(model, encoder);
  });
});
