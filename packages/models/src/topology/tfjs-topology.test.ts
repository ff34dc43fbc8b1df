import { describe, expect, it } from 'vitest';
import { tfjsTopology } from './tfjs-topology.js';

const policy = {
  module: 'keras',
  class_name: 'DTypePolicy',
  config: { name: 'float32' },
  registered_name: null,
};
const inputLayer = (name: string, shape: (number | null)[]) => ({
  module: 'keras.layers',
  class_name: 'InputLayer',
  config: { batch_shape: shape, dtype: 'float32', sparse: false, name },
  registered_name: null,
  name,
  inbound_nodes: [] as unknown[],
});
const tensor = (name: string, node = 0) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 6], dtype: 'float32', keras_history: [name, node, 0] },
});
const layer = (className: string, name: string, config: object, ...calls: unknown[]) => ({
  module: 'keras.layers',
  class_name: className,
  config: { name, trainable: true, dtype: policy, ...config },
  registered_name: null,
  name,
  inbound_nodes: calls,
});
const call = (...args: unknown[]) => ({ args, kwargs: {} });
const functional = (layers: object[], inputs: unknown, outputs: unknown) => ({
  class_name: 'Functional',
  config: { name: 'net', layers, input_layers: inputs, output_layers: outputs },
});
const convert = (model: object) => tfjsTopology('f: net.json', model as Record<string, unknown>);
const oneLayer = (className: string, config: object) =>
  functional(
    [inputLayer('x', [null, 6]), layer(className, 'one', config, call(tensor('x')))],
    ['x', 0, 0],
    ['one', 0, 0],
  );
const converted = (className: string, config: object) => {
  const { layers } = convert(oneLayer(className, config)).config as { layers: { config: object }[] };
  return layers[1]!.config;
};

describe('tfjsTopology', () => {
  it('converts what Keras 3 writes, and leaves the file’s object as it is', () => {
    const model = functional(
      [
        inputLayer('x', [null, 6]),
        layer('Dense', 'a', { units: 2 }, call(tensor('x'))),
        layer('Add', 'sum', {}, call([tensor('a'), tensor('a')])),
      ],
      ['x', 0, 0],
      [['sum', 0, 0]],
    );
    const before = structuredClone(model);
    expect(convert({ keras_version: '3.5.0', model_config: model })).toEqual({
      class_name: 'Functional',
      config: {
        name: 'net',
        layers: [
          {
            class_name: 'InputLayer',
            name: 'x',
            config: { batch_input_shape: [null, 6], dtype: 'float32', sparse: false, name: 'x' },
            inbound_nodes: [],
          },
          {
            class_name: 'Dense',
            name: 'a',
            config: { name: 'a', trainable: true, dtype: 'float32', units: 2 },
            inbound_nodes: [[['x', 0, 0, {}]]],
          },
          {
            class_name: 'Add',
            name: 'sum',
            config: { name: 'sum', trainable: true, dtype: 'float32' },
            inbound_nodes: [
              [
                ['a', 0, 0, {}],
                ['a', 0, 0, {}],
              ],
            ],
          },
        ],
        input_layers: [['x', 0, 0]],
        output_layers: [['sum', 0, 0]],
      },
    });
    expect(model).toEqual(before);
  });

  it('counts the calls of nested models from 1, as tfjs does, whether the file counts from 0 or from 1', () => {
    const inner = (...calls: unknown[]) => ({
      ...functional([inputLayer('y', [null, 6])], ['y', 0, 0], ['y', 0, 0]),
      name: 'inner',
      inbound_nodes: calls,
    });
    for (const first of [0, 1]) {
      const { config } = convert(
        functional(
          [
            inputLayer('x', [null, 6]),
            inner(call(tensor('x')), call(tensor('x'))),
            layer('Add', 'sum', {}, call([tensor('inner', first), tensor('inner', first + 1)])),
          ],
          ['x', 0, 0],
          ['sum', 0, 0],
        ),
      ) as { config: { layers: { inbound_nodes: unknown }[] } };
      expect(config.layers[2]!.inbound_nodes).toEqual([
        [
          ['inner', 1, 0, {}],
          ['inner', 2, 0, {}],
        ],
      ]);
    }
  });

  it('converts values that tfjs reads in another way', () => {
    const orthogonal = { module: 'keras.initializers', class_name: 'Orthogonal', config: { gain: 1 } };
    expect(converted('LeakyReLU', { negative_slope: 0.2 })).toMatchObject({ alpha: 0.2 });
    expect(converted('Activation', { activation: 'silu' })).toMatchObject({ activation: 'swish' });
    const relu = { module: 'builtins', class_name: 'function', config: 'relu', registered_name: 'function' };
    expect(converted('Dense', { activation: relu })).toMatchObject({ activation: 'relu' });
    expect(converted('LSTM', { recurrent_initializer: orthogonal })).toMatchObject({
      recurrent_initializer: { class_name: 'Zeros', config: {} },
    });
    const mixed = { ...policy, config: { name: 'mixed_float16' } };
    expect(converted('Dense', { dtype: mixed })).toMatchObject({ dtype: 'float32' });
    const regulariser = {
      module: 'keras.regularizers',
      class_name: 'L2',
      config: { l2: 0.1 },
      registered_name: null,
    };
    expect(converted('Dense', { kernel_regularizer: regulariser })).toMatchObject({
      kernel_regularizer: { class_name: 'L1L2', config: { l1: 0, l2: 0.1 } },
    });
  });

  it.each<[string, string, object, RegExp]>([
    ['Conv2D', 'groups', { groups: 2 }, /layer "one" \(Conv2D\) has groups 2, which tfjs ignores/],
    ['GlobalAveragePooling2D', 'keepdims', { keepdims: true }, /has keepdims true/],
    ['Conv2DTranspose', 'output_padding', { output_padding: [1, 1] }, /has output_padding \[1,1\]/],
    ['ReLU', 'negative_slope', { negative_slope: 0.1 }, /has negative_slope 0\.1/],
    ['GRU', 'reset_after', { reset_after: true }, /has reset_after true, .*reset_after=False/],
    ['Dense', 'hard_sigmoid', { activation: 'hard_sigmoid' }, /"hard_sigmoid", which has another slope/],
    ['Dense', 'float16', { dtype: 'float16' }, /layer "one" has dtype "float16"/],
    ['Lambda', 'code', {}, /layer "one" \(Lambda\) holds Python code/],
  ])('rejects %s with %s, which tfjs would compute in another way', (className, _option, config, message) => {
    expect(() => convert(oneLayer(className, config))).toThrow(message);
    expect(() => convert(oneLayer(className, config))).toThrow(/^f: net\.json: .*\.$/);
  });

  it('rejects such options in files of Keras 2 too', () => {
    const model = {
      class_name: 'Sequential',
      config: { name: 's', layers: [{ class_name: 'ReLU', config: { name: 'r', negative_slope: 0.1 } }] },
    };
    expect(() => convert(model)).toThrow('layer "r" (ReLU) has negative_slope 0.1, which tfjs ignores');
  });

  it('rejects calls with anything but tensors, and models in Python code', () => {
    const bad = (className: string, node: object) =>
      functional([inputLayer('x', [null, 6]), layer(className, 'one', {}, node)], ['x', 0, 0], ['one', 0, 0]);
    expect(() => convert(bad('Multiply', call(tensor('x'), 2)))).toThrow(
      'layer "one" (Multiply) is called with the constant 2',
    );
    const masked = { args: [tensor('x')], kwargs: { mask: tensor('x') } };
    expect(() => convert(bad('LSTM', masked))).toThrow('layer "one" (LSTM) is called with a mask');
    expect(() => convert({ class_name: 'Vae', config: { name: 'vae' } })).toThrow(
      'expected a model made of layers; "vae" is of the class Vae, whose layers are in Python code',
    );
  });
});
