import { encoderOfGraph } from '@csm/core/extend';
import { dispose, memory, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import type { Attribute, Constant, OnnxNode } from '../src/model/onnx-model.js';
import { fold } from '../src/read/fold/fold.js';
import { readGraph } from '../src/read/read-graph.js';
import { modelOfNodes } from './graph-of-nodes.js';

beforeAll(() => useBackend('cpu'));

const whole = (...numbers: number[]): Constant => ({
  type: 'int64',
  shape: [numbers.length],
  data: Float64Array.from(numbers),
});
const x: Constant = {
  type: 'float32',
  shape: [2, 3, 4],
  data: Float32Array.from({ length: 24 }, (_, i) => (i * 7) % 24),
};

it.each<[string, Constant[], Record<string, Attribute>, number[]]>([
  ['Slice', [whole(2), whole(-100), whole(1), whole(-1)], {}, [3, 4]],
  ['Gather', [whole(0, 0, 2)], { axis: 2 }, [3, 3]],
  ['Tile', [whole(1, 2, 1)], {}, [6, 4]],
  ['Flatten', [], { axis: 1 }, [12]],
  ['Reshape', [whole(2, 2, 6)], {}, [2, 6]],
  ['CumSum', [whole(1)], {}, [3, 4]],
  ['ArgMax', [], { axis: 2 }, [3, 1]],
  ['Trilu', [], {}, [3, 4]],
])('%s treats the samples of a fixed batch alone', async (op, others, attributes, outputShape) => {
  const constants = new Map(others.map((other, i) => [`c${i}`, other]));
  const node: OnnxNode = {
    name: 'node',
    op,
    domain: '',
    inputs: ['x', ...constants.keys()],
    outputs: ['y'],
    attributes: new Map(Object.entries(attributes)),
  };
  const model = {
    ...modelOfNodes([node], constants, 18),
    outputs: [{ name: 'y', type: 'float32' as const, shape: undefined }],
  };
  const read = await readGraph(model, {
    inputs: [{ name: 'x', type: 'float32', shape: x.shape, batchAxis: 0 }],
    given: new Map(),
    wanted: ['y'],
  });
  const y = read.walked.named.find(({ name }) => name === 'y')!;
  expect(read.walked.problems.size).toBe(0);
  expect(read.walked.nodes[y.id]?.outputShape).toEqual(outputShape);
  const encoder = encoderOfGraph({ nodes: read.walked.nodes, input: 0, output: y.id });
  const input = tensor(x.data as Float32Array, [...x.shape]);
  const output = encoder.encode(input);
  const [expected] = fold(node, 18, [x, ...others]) ?? [];
  expect([...output.dataSync()]).toEqual([...(expected?.data ?? [])]);
  dispose([input, output, ...read.weights]);
});

it('refuses a model that treats the samples of its fixed batch differently', async () => {
  const { numTensors } = memory();
  const node: OnnxNode = {
    name: 'node',
    op: 'GatherElements',
    domain: '',
    inputs: ['x', 'c'],
    outputs: ['y'],
    attributes: new Map([['axis', 1]]),
  };
  const indices = { ...whole(2, 0), shape: [2, 1, 1] };
  const model = {
    ...modelOfNodes([node], new Map([['c', indices]]), 18),
    outputs: [{ name: 'y', type: 'float32' as const, shape: undefined }],
  };
  const inputs = [{ name: 'x', type: 'float32' as const, shape: x.shape, batchAxis: 0 }];
  const { walked, weights } = await readGraph(model, { inputs, given: new Map(), wanted: ['y'] });
  const y = walked.named.find(({ name }) => name === 'y')!;
  expect(walked.problems.get(y.id)).toContain("treats the 2 samples of the model's fixed batch differently");
  dispose(weights);
  expect(memory().numTensors).toBe(numTensors);
});
