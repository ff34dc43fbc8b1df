import { encode } from '@csm/core';
import { memory } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { onnxEncoder, runOnnx } from '../src/index.js';
import { floatTensor, messageBytes, modelBytes, nodeBytes, valueBytes } from './onnx-bytes.js';

beforeAll(() => useBackend('cpu'));

interface Branch {
  readonly nodes: readonly Uint8Array[];
  readonly output: string;
  readonly initializers?: readonly Uint8Array[];
}

/** A node `If`, whose branches are graphs without inputs. */
function ifNode(condition: string, output: string, thenBranch: Branch, elseBranch: Branch): Uint8Array {
  const graph = (name: string, { nodes, output, initializers = [] }: Branch) =>
    messageBytes({
      1: name,
      6: messageBytes({ 1: nodes, 5: initializers, 12: [valueBytes(output)] }),
      20: 5,
    });
  const attributes = [graph('then_branch', thenBranch), graph('else_branch', elseBranch)];
  return nodeBytes('If', [condition], [output], { name: `if-${output}`, attributes });
}

const twice: Branch = {
  nodes: [nodeBytes('Mul', ['h', 'two'], ['t'])],
  output: 't',
  initializers: [floatTensor('two', [1], [2])],
};
/** Its tensors have the same names as those of {@link twice}. */
const plusOne: Branch = {
  nodes: [nodeBytes('Add', ['h', 'two'], ['t'])],
  output: 't',
  initializers: [floatTensor('two', [1], [1])],
};

/** h = −x, and then y: one of two branches that read h. */
const model = (condition: readonly Uint8Array[], thenBranch = twice, elseBranch = plusOne) =>
  modelBytes({
    // The exporter may write nodes in any order.
    nodes: [ifNode('c', 'y', thenBranch, elseBranch), nodeBytes('Neg', ['x'], ['h']), ...condition],
    inputs: [valueBytes('x', ['batch', 2]), valueBytes('k', [1])],
    outputs: [valueBytes('y', ['batch', 2])],
    initializers: [floatTensor('limit', [1], [0.5])],
  });

const byK = [nodeBytes('Greater', ['k', 'limit'], ['c'])];
const byX = [nodeBytes('ReduceMax', ['x'], ['m']), nodeBytes('Greater', ['m', 'limit'], ['c'])];
const x = ndarray(Float32Array.of(1, 2, 3, 4), [2, 2]);

async function latents(bytes: Uint8Array, k: number): Promise<number[]> {
  const { numTensors } = memory();
  const encoder = await onnxEncoder(bytes, { given: { k } });
  const { data } = await encode(encoder, x);
  encoder.dispose();
  expect(memory().numTensors).toBe(numTensors);
  return [...data];
}

describe('If', () => {
  it('is its chosen branch where the condition is known when the model is read', async () => {
    expect(await latents(model(byK), 1)).toEqual([-2, -4, -6, -8]);
    expect(await latents(model(byK), 0)).toEqual([0, -1, -2, -3]);
  });

  it('may contain another, which sees the names of all outer graphs', async () => {
    const inner: Branch = {
      nodes: [nodeBytes('Mul', ['a', 'x'], ['deep'])],
      output: 'deep',
    };
    const outer: Branch = {
      nodes: [
        nodeBytes('Mul', ['h', 'h'], ['a']),
        ifNode('c', 'b', inner, { nodes: [nodeBytes('Neg', ['h'], ['n'])], output: 'n' }),
      ],
      output: 'b',
    };
    expect(await latents(model(byK, outer), 1)).toEqual([1, 8, 27, 64]);
  });

  it('may depend on a shape', async () => {
    const byShape = [nodeBytes('Size', ['k'], ['size']), nodeBytes('Equal', ['size', 'size'], ['c'])];
    expect(await latents(model(byShape), 0)).toEqual([-2, -4, -6, -8]);
  });

  it('is refused where the condition depends on the input', async () => {
    await expect(onnxEncoder(model(byX), { given: { k: 1 } })).rejects.toMatchObject({
      code: 'ERR_UNSUPPORTED_MODEL',
      message: expect.stringMatching(
        /If \(node "if-y"\): its condition depends on the input, so the model is not one graph.*\.$/,
      ),
    });
  });

  it('whose condition depends on the input is run forward', async () => {
    const k = ndarray(Float32Array.of(0), [1]);
    expect([...(await runOnnx(model(byX), { x, k })).y!.data]).toEqual([-2, -4, -6, -8]);
    const small = ndarray(Float32Array.of(0, 0.25), [1, 2]);
    expect([...(await runOnnx(model(byX), { x: small, k })).y!.data]).toEqual([1, 0.75]);
  });

  it('names what is not supported in the chosen branch, and nothing of the other', async () => {
    const random: Branch = { nodes: [nodeBytes('Bernoulli', ['h'], ['r'])], output: 'r' };
    expect(await latents(model(byK, random), 0)).toEqual([0, -1, -2, -3]);
    await expect(latents(model(byK, random), 1)).rejects.toThrow(
      'Bernoulli (node "r"): draws random numbers',
    );
  });

  it('is refused if a branch computes a name of the outer graph again', async () => {
    const shadowing: Branch = {
      nodes: [nodeBytes('Abs', ['x'], ['h']), nodeBytes('Neg', ['h'], ['t'])],
      output: 't',
    };
    await expect(latents(model(byK, shadowing), 1)).rejects.toThrow(
      'its branch computes "h" again, a tensor of the outer graph',
    );
  });
});
