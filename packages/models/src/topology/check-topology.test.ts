import { describe, expect, it } from 'vitest';
import { checkTopology } from './check-topology.js';

const input = {
  class_name: 'InputLayer',
  name: 'x',
  config: { name: 'x', batch_input_shape: [null, 4], dtype: 'float32' },
  inbound_nodes: [],
};
const dense = (name: string, from: unknown, config = {}) => ({
  class_name: 'Dense',
  name,
  config: { name, units: 3, ...config },
  inbound_nodes: [[from]],
});
const modelOf = (layers: unknown) => ({
  class_name: 'Model',
  config: { name: 'm', layers, input_layers: [['x', 0, 0]], output_layers: [['latent', 0, 0]] },
});
let nested: object = dense('latent', ['x', 0, 0, {}]);
for (let depth = 0; depth < 1000; depth++) {
  nested = { class_name: 'TimeDistributed', name: 't', config: { layer: nested }, inbound_nodes: [] };
}

/** Topologies that tfjs would build for ever, or with weights of any size. */
const brokenTopologies: [string, unknown[], RegExp][] = [
  ['an input that is a number', [input, dense('latent', 1e39)], /layer "latent" has the input 1e\+39/],
  [
    'an input that does not exist',
    [input, dense('latent', ['y', 0, 0, {}])],
    /mine: .*the inputs of layer "latent" are missing, or depend on its output/,
  ],
  ['a call that does not exist', [input, dense('latent', ['x', 1, 0, {}])], /inputs of layer "latent"/],
  [
    'layers in a circle',
    [input, dense('a', ['latent', 0, 0, {}]), dense('latent', ['a', 0, 0, {}])],
    /inputs of layer "a" are missing, or depend on its output/,
  ],
  ['a duplicate layer', [input, input, dense('latent', ['x', 0, 0, {}])], /the name "x" is a duplicate/],
  ['a layer that is not an object', [input, 7, dense('latent', ['x', 0, 0, {}])], /a layer has no name/],
  [
    'a layer with more units than weights',
    [input, dense('latent', ['x', 0, 0, {}], { units: 400_000_000 })],
    /layer "latent" has units 400000000, but the largest weight has 12 values/,
  ],
  ['a thousand layers inside each other', [input, nested], /nested more than 100 times/],
];

const weights = [{ shape: [4, 3] }, { shape: [3] }];

describe('checkTopology', () => {
  it.each(brokenTopologies)('rejects %s', (_what, layers, message) => {
    const check = () => checkTopology('mine', modelOf(layers), weights);
    expect(check).toThrow(message);
    expect(check).toThrow(/^mine: expected .*\.$/s);
    expect(check).toThrow(expect.objectContaining({ code: 'ERR_INVALID_FILE' }));
  });

  it('accepts layers in any order, and sizes of any kind if the weights are unknown', () => {
    const giant = dense('latent', ['a', 0, 0, {}], { units: 400_000_000 });
    checkTopology('mine', modelOf([giant, dense('a', ['x', 0, 0, {}]), input]));
  });

  it('accepts a model inside a model, whose first call has number 1', () => {
    const inner = { ...modelOf([input, dense('latent', ['x', 0, 0, {}])]), name: 'm' };
    const nodes = [[['x', 0, 0, {}]]];
    const layers = [input, { ...inner, inbound_nodes: nodes }, dense('latent', ['m', 1, 0, {}])];
    checkTopology('mine', modelOf(layers), weights);
  });
});
