import { conceptVector, explain } from '@csm/core';
import { encoderOfGraph, type Graph, type GraphNode, type Operation } from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { deepLift } from '../methods/deep-lift.js';
import { epsilonLrp } from '../methods/epsilon-lrp.js';
import { guidedBackprop } from '../methods/guided-backprop.js';

beforeAll(() => useBackend('cpu'));

const node = (id: number, operation: Operation, inputs: number[], size = 4): GraphNode => ({
  id,
  name: `${operation.kind}-${id}`,
  operation,
  inputs,
  outputShape: [size],
});
const factor = [0.5, -2, 3, 1.5];
const bias = [0.3, 1, -0.7, 2];

/** relu(c ⊙ x + b) with nodes of constants, in both orders of the inputs; or the same as a batch normalisation. */
function graphs(): [Graph, Graph] {
  const [c, b] = [tf.tensor1d(factor), tf.tensor1d(bias)];
  const relu: Operation = { kind: 'activation', activation: 'relu' };
  const constants: GraphNode[] = [
    node(0, { kind: 'input' }, []),
    node(1, { kind: 'constant', value: c }, []),
    node(2, { kind: 'multiply' }, [1, 0]),
    node(3, { kind: 'constant', value: b }, []),
    node(4, { kind: 'add' }, [2, 3]),
    node(5, relu, [4]),
  ];
  const normalisation: Operation = {
    kind: 'batchNormalization',
    mean: tf.zeros([4]),
    variance: tf.ones([4]),
    epsilon: 0,
    gamma: c,
    beta: b,
  };
  const weights: GraphNode[] = [
    node(0, { kind: 'input' }, []),
    node(1, normalisation, [0]),
    node(2, relu, [1]),
  ];
  return [
    { input: 0, output: 5, nodes: constants },
    { input: 0, output: 2, nodes: weights },
  ];
}

const inputs = ndarray(Float32Array.from([1, -2, 0.5, 3, -1, 0.25, 2, -3]), [2, 4]);
const concept = conceptVector('c', [1, -1, 2, 0.5]);

describe('constants', () => {
  it.each([deepLift(), deepLift({ midpoint: true }), guidedBackprop()])(
    'have the maps of weights: $name',
    async (explainer) => {
      const warnings: string[] = [];
      const onWarning = (text: string) => warnings.push(text);
      const [own, expected] = await Promise.all(
        graphs().map((graph) => explain(encoderOfGraph(graph), concept, inputs, explainer, { onWarning })),
      );
      expect([...own!.maps.data].map((value) => +value.toFixed(5))).toEqual(
        [...expected!.maps.data].map((value) => +value.toFixed(5)),
      );
      expect(warnings).toEqual([]);
    },
  );

  it.each([1, 2])(
    'get no relevance in ε-LRP, like a bias, and a product with a constant is linear, for %i samples',
    async (samples) => {
      const [graph] = graphs();
      const few = ndarray(inputs.data.slice(0, 4 * samples), [samples, 4]);
      const epsilon = 1e-4;
      const { maps } = await explain(encoderOfGraph(graph), concept, few, epsilonLrp({ epsilon }));
      const stable = (value: number) => value + (value >= 0 ? epsilon : -epsilon);
      for (let i = 0; i < samples; i++) {
        const x = [...few.data.slice(4 * i, 4 * i + 4)];
        const products = x.map((value, k) => value * factor[k]!);
        const sums = products.map((value, k) => value + bias[k]!);
        const latent = sums.map((value) => Math.max(0, value));
        const score = latent.reduce((sum, value, k) => sum + value * concept.vector[k]!, 0);
        const relevance = latent.map((z, k) => (z * concept.vector[k]! * score) / stable(score));
        const expected = relevance.map((r, k) => {
          const ofProduct = (products[k]! * r) / stable(sums[k]!);
          return (ofProduct * products[k]!) / stable(products[k]!);
        });
        expected.forEach((value, k) => {
          expect(Math.abs(maps.get(i, k) - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
        });
      }
    },
  );

  it('larger than the other factor do not take its relevance', async () => {
    // c ⊙ x with one x for four constants, as in a latent of four numbers.
    const graph: Graph = {
      input: 0,
      output: 2,
      nodes: [
        node(0, { kind: 'input' }, [], 1),
        node(1, { kind: 'constant', value: tf.tensor1d(factor) }, []),
        node(2, { kind: 'multiply' }, [1, 0]),
      ],
    };
    const x = ndarray(Float32Array.from([2]), [1, 1]);
    const { maps } = await explain(encoderOfGraph(graph), concept, x, epsilonLrp());
    const score = factor.reduce((sum, c, k) => sum + 2 * c * concept.vector[k]!, 0);
    expect(Math.abs(maps.get(0, 0) - score)).toBeLessThan(2e-3);
  });
});
