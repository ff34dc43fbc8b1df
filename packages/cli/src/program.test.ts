import { expect, it } from 'vitest';
import { runCsm as run } from '../test/run-csm.js';

it.each([
  [['inspekt'], 'csm: unknown command "inspekt"; did you mean "inspect"?'],
  [['inspect'], 'csm: missing required argument "model".'],
  [
    ['inspect', 'a.onnx', '--normalize', 'imagenet'],
    'csm: unknown option "--normalize"; did you mean "--normalise"?',
  ],
])('answers the wrong call %j by one sentence, with exit code 2', async (args, sentence) => {
  const { code, out, err } = await run(...args);
  expect(err.split('\n')[0]).toBe(sentence);
  expect(err.split('\n')[1]).toMatch(/^Run "csm (inspect )?--help"/);
  expect([code, out]).toEqual([2, '']);
});

it('reports a missing model by one sentence, with exit code 1', async () => {
  const { code, err } = await run('inspect', 'missing.onnx');
  expect(code).toBe(1);
  expect(err.trim().split('\n')).toHaveLength(1);
  expect(err).toContain('missing.onnx');
});

it('describes a model as text, or as one JSON document', async () => {
  const model = new URL('../../../examples/onnx/encoder.onnx', import.meta.url).pathname;
  const plain = await run('inspect', model);
  expect(plain.out).toContain('Methods that work: gradient');
  expect(plain.out).toMatch(/kernelShap/);
  expect(plain.out).toMatch(/Methods that need --decoder: decoderMap/);
  expect(plain.out).toMatch(/--normalise/);
  expect(plain.err).toBe('');
  const { code, out } = await run('inspect', model, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ format: 'ONNX', inputShape: [3, 32, 32], latentSize: 16 });
});
