import { engine } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import {
  attributeBytes,
  bytesOf,
  floatTensor,
  modelBytes,
  nodeBytes,
  tensorBytes,
  valueBytes,
} from '../../test/onnx-bytes.js';
import { expectedTexts, pairFile, pairTokenizer } from '../../test/text/text-pair.js';
import { openTextEncoder } from '../text.js';
import type { TextTokenizer } from './text-tokenizer.js';

beforeAll(() => useBackend('cpu'));

/** The ids are the lengths of the words. */
const lengths: TextTokenizer = { encode: (text) => text.split(' ').map(({ length }) => length), padId: 100 };

/** The sum of the ids that the mask shows, the number of those, the sum of all ids and of the positions. */
function sums(type: 'int64' | 'int32' | 'float32', batch: number | string, length: number | string) {
  const inputs = ['input_ids', 'attention_mask', 'position_ids', 'token_type_ids'];
  const cast = { attributes: [attributeBytes('to', 1)] };
  const sum = (from: string, to: string) => nodeBytes('ReduceSum', [from, 'axis'], [to]);
  return modelBytes({
    nodes: [
      ...inputs.map((name) => nodeBytes('Cast', [name], [`${name}/float`], cast)),
      nodeBytes('Mul', ['input_ids/float', 'attention_mask/float'], ['shown']),
      nodeBytes('Add', ['position_ids/float', 'token_type_ids/float'], ['places']),
      sum('shown', 'a'),
      sum('attention_mask/float', 'b'),
      sum('input_ids/float', 'c'),
      sum('places', 'd'),
      nodeBytes('Concat', ['a', 'b', 'c', 'd'], ['y'], { attributes: [attributeBytes('axis', 1)] }),
    ],
    initializers: [tensorBytes('axis', 'int64', [1], { 9: bytesOf(BigInt64Array.of(1n)) })],
    inputs: inputs.map((name) => valueBytes(name, [batch, length], type)),
    outputs: [valueBytes('y', ['n', 4])],
  });
}

/** One row of a table per token, and their mean. */
const table = (name: string, others: readonly Uint8Array[] = []) =>
  modelBytes({
    nodes: [
      nodeBytes('Gather', ['table', name], ['rows']),
      nodeBytes('ReduceMean', ['rows'], ['y'], {
        attributes: [attributeBytes('axes', [1]), attributeBytes('keepdims', 0)],
      }),
    ],
    initializers: [floatTensor('table', [4, 2], [1, 2, 3, 4, 5, 6, 7, 8])],
    inputs: [valueBytes(name, ['n', 'length'], 'int64'), ...others],
    outputs: [valueBytes('y', ['n', 2])],
  });

describe.each(['cpu', 'wasm', 'ONNX Runtime'] as const)('openTextEncoder, on %s', (where) => {
  const session = where === 'ONNX Runtime' ? 'cpu' : undefined;
  beforeAll(() => useBackend(where === 'wasm' ? 'wasm' : 'cpu'));

  it('gives the embeddings that PyTorch computed', async () => {
    const encoder = await openTextEncoder(await pairFile('text.onnx'), {
      tokenizer: await pairTokenizer(),
      session,
    });
    const { texts, embeddings } = await expectedTexts();
    const before = engine().memory().numTensors;
    const found = await encoder.embed(texts);
    expect(engine().memory().numTensors).toBe(before);
    expect(found.shape).toEqual([texts.length, embeddings[0]!.length]);
    const largest = Math.max(...embeddings.flat().map(Math.abs));
    // A few float32 roundings in each of the dozen layers.
    for (const [i, value] of embeddings.flat().entries())
      expect(Math.abs(found.data[i]! - value)).toBeLessThan(3e-6 * largest);
    await encoder.dispose();
    await expect(encoder.embed(texts)).rejects.toThrow('embed: the model was disposed;');
  });

  it.each([
    ['int64', 'n', 'length'],
    ['int32', 2, 5],
    ['float32', 'n', 5],
  ] as const)('fills in the other inputs, of type %s, in batches of %s', async (type, batch, length) => {
    const encoder = await openTextEncoder(sums(type, batch, length), {
      tokenizer: lengths,
      session,
      ...(length === 'length' && { contextLength: 5 }),
    });
    expect(encoder.contextLength).toBe(5);
    const done: number[] = [];
    const onProgress = (progress: { done: number }) => done.push(progress.done);
    const found = await encoder.embed(['a bb ccc', 'dddd', 'a a a a a'], { onProgress });
    // 0 + 1 + 2 + 3 + 4 positions, and token types of 0.
    const rows = [6, 3, 6 + 200, 10, 4, 1, 4 + 400, 10, 5, 5, 5, 10];
    expect([...found.data]).toEqual(rows);
    expect(done).toEqual(batch === 2 ? [2, 3] : [3]);
    await encoder.dispose();
  });
});

describe('openTextEncoder', () => {
  const open = (model: Uint8Array, options = {}) =>
    openTextEncoder(model, { tokenizer: { ...lengths, padId: 0 }, contextLength: 3, ...options });

  it('leaves out the inputs of images in a file of both encoders', async () => {
    const encoder = await open(table('input_ids', [valueBytes('pixel_values', ['n', 3, 8, 8])]));
    // Rows 1, 2 and the padding 0: the means of 3, 5, 1 and of 4, 6, 2.
    expect([...(await encoder.embed(['a bb'])).data]).toEqual([3, 4]);
  });

  it('rejects texts that are not embedded as they are', async () => {
    const encoder = await open(table('input_ids'));
    await expect(encoder.embed(['a a a a'])).rejects.toThrow(
      'embed: a text may have at most 3 tokens; "a a a a" has 4; shorten it.',
    );
    await expect(encoder.embed(['a', ' '])).rejects.toThrow(
      'embed: each text must have at least one word; got " ".',
    );
    await expect(encoder.embed([])).rejects.toThrow('embed: expected a list of at least one text;');
    await expect(encoder.embed('a' as never)).rejects.toThrow('got a string.');
    await expect(encoder.embed(['a'], { signals: 1 } as never)).rejects.toThrow('unknown option "signals"');
  });

  it('stops after an abort', async () => {
    const encoder = await open(table('input_ids'));
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(encoder.embed(['a'], { signal })).rejects.toThrow('enough');
    await expect(open(table('input_ids'), { signal })).rejects.toThrow('enough');
  });

  it('needs to know the inputs, the output and the lengths', async () => {
    const rejects = async (model: Uint8Array, options: object, message: string) =>
      await expect(open(model, options)).rejects.toThrow(message);
    await rejects(table('input_ids'), { contextLength: undefined }, 'pass { contextLength }, such as 77');
    await rejects(table('input_ids'), { tokenizer: { encode: () => [1] } }, 'pass { padId }, such as 0');
    await rejects(table('input_ids'), { tokenizer: {} }, 'tokenizer.encode must be a function');
    await rejects(table('input_ids'), { tokenizer: 'clip' }, 'tokenizer must be an object { encode(text) }');
    await rejects(table('input_ids'), { output: 'z' }, 'the model has no tensor "z"');
    await rejects(table('input_ids'), { input: 'ids' }, '"y" does not depend on an input "ids"');
    await rejects(table('input_ids'), { session: 'gpu' }, "session must be 'cpu', 'webgpu'");
    await rejects(table('input_ids'), { sessions: 'cpu' }, 'unknown option "sessions"');
    await rejects(sums('int64', 'n', 5), {}, 'contextLength must be that of the model, 5; got 3;');
    await rejects(
      modelBytes({ inputs: [valueBytes('x', ['n', 3, 8, 8])], outputs: [valueBytes('y', ['n', 3, 8, 8])] }),
      {},
      'expected inputs of shape [texts, tokens]; "x" has [n,3,8,8]',
    );
    const two = modelBytes({
      nodes: [nodeBytes('Add', ['a', 'b'], ['y']), nodeBytes('Relu', ['a'], ['z'])],
      inputs: ['a', 'b'].map((name) => valueBytes(name, ['n', 3])),
      outputs: ['y', 'z'].map((name) => valueBytes(name, ['n', 3])),
    });
    await rejects(two, {}, 'expected one output or an output "text_embeds"; the model has outputs');
    await rejects(two, { output: 'y', input: 'a' }, 'it also depends on "b";');
  });

  it('rejects an output that is not one row of numbers per text', async () => {
    const encoder = await open(table('input_ids'), { output: 'rows' });
    await expect(encoder.embed(['a'])).rejects.toThrow(
      'embed: "rows" must be the embeddings [1, size] of 1 texts; it has shape [1,3,2];',
    );
    await expect(open(table('input_ids'), { output: 'rows', session: 'cpu' })).rejects.toThrow(
      'output must be one of the model\'s outputs; "rows" is a tensor inside it;',
    );
  });
});

it.each<[string, unknown]>([
  ['a number', 3],
  ['undefined', undefined],
  ['a Promise (is an await missing?)', Promise.resolve([1, 2])],
])('embed rejects a tokenizer that returns %s', async (got, ids) => {
  const encoder = await openTextEncoder(await pairFile('text.onnx'), {
    tokenizer: { encode: () => ids as never, padId: 0, contextLength: 8 },
  });
  await expect(encoder.embed(['a hat'])).rejects.toThrow(
    `embed: the tokenizer's encode must return the token ids as an array; got ${got}.`,
  );
  await encoder.dispose();
});
