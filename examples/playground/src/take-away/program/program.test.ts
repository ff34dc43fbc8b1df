import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import '@csm/wasm';
import * as core from '@csm/core';
import { encode } from '@csm/core';
import { readNpy } from '@csm/core/node';
import * as datasets from '@csm/datasets';
import { syntheticFaces } from '@csm/datasets';
import * as explainers from '@csm/explainers';
import { onnxEncoder } from '@csm/onnx';
import { setBackend } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NEEDS_SHARED, sharedPath } from '../../../../../test/shared-folder.js';
import { conceptCalls } from '../../concept/concept-calls.js';
import { explained } from '../../map/explained.js';
import { fittingMethods } from '../../map/fitting-methods.js';
import { explainerOf } from '../../map/method.js';
import { methodList } from '../../map/method-list.js';
import { currentSession, replaceSession } from '../../session/session.js';
import { defaultSettings, type MethodName, methodNames } from '../../session/settings.js';
import { takeAwayCalls } from '../take-away-calls.js';
import { explainerCode } from './explainer-code.js';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
// Inside the playground, whose packages the program imports.
mkdirSync(join(root, 'examples/playground/out'), { recursive: true });
const folder = mkdtempSync(join(root, 'examples/playground/out/program-'));
afterAll(() => rmSync(folder, { recursive: true }));

const COUNT = 60;
let job = 0;
let scores: Float32Array;

beforeAll(async () => {
  await setBackend('wasm');
  const model = new URL('../../../../onnx/encoder.onnx', import.meta.url);
  const encoder = await onnxEncoder(await readFile(model), { normalise: { mean: 0.5, std: 0.5 } });
  const { images, attributes } = syntheticFaces({ count: COUNT, size: encoder.inputShape[1]!, seed: 2 });
  const inputs = ndarray(new Float32Array(images.size), [COUNT, ...encoder.inputShape]);
  const view = images.transpose(0, 3, 1, 2);
  const [, channels = 0, height = 0, width = 0] = view.shape;
  for (let face = 0; face < COUNT; face++)
    for (let c = 0; c < channels; c++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) inputs.set(face, c, y, x, view.get(face, c, y, x));
  const values = Array.from({ length: COUNT }, (_, face) => attributes.get(face, 0) === 1);
  await replaceSession({
    name: 'faces',
    kind: 'pictures',
    ids: values.map((_, face) => `face ${face + 1}`),
    inputs,
    attributes: [{ name: 'first', kind: 'boolean', values }],
    encoder,
    latents: await encode(encoder, inputs, { batchSize: 64 }),
    notes: [],
  });
  ({ scores } = await conceptCalls.makeConcept({ kind: 'attribute', attribute: 'first' }, ++job));
  writeFileSync(join(folder, 'encoder.onnx'), await takeAwayCalls.exportModel(++job));
  writeFileSync(join(folder, 'inputs.npy'), await takeAwayCalls.saveInputs(++job));
});

const mapOf = (method: MethodName) => ({ ...defaultSettings.map, method, steps: 8 });

const ofAttention: readonly MethodName[] = ['attnLrp', 'cpLrp', 'gradientTimesAttention', 'attentionRollout'];

it('offers a convolutional encoder all methods but those of attention', () => {
  expect(fittingMethods(currentSession())).toEqual(methodNames.filter((name) => !ofAttention.includes(name)));
});

const vit = sharedPath('oracles', 'onnx', 'vit-mae.onnx');
it.skipIf(vit === undefined)(
  `offers a ViT the methods of attention${vit ? '' : ` ${NEEDS_SHARED}`}`,
  async () => {
    const encoder = await onnxEncoder(await readFile(vit!));
    const inputs = ndarray(new Float32Array(3 * 56 * 56), [1, ...encoder.inputShape]);
    expect(fittingMethods({ ...currentSession(), encoder, inputs })).toEqual(
      expect.arrayContaining([...ofAttention, 'gradCam', 'shapley']),
    );
    encoder.dispose();
  },
);

it.each(methodNames)('the program makes the explainer of the page: %s', (method) => {
  const { encoder, inputs } = currentSession() as Required<ReturnType<typeof currentSession>>;
  const { inputShape, layout } = encoder;
  const { steps } = methodList[method];
  for (const baseline of methodList[method].baselines.length > 0
    ? methodList[method].baselines
    : (['zeros'] as const)) {
    const map = { ...mapOf(method), baseline, steps: steps?.initial ?? 1 };
    const code = explainerCode({ map, inputShape, layout }).replaceAll(']!', ']');
    const names = { ...core, ...datasets, ...explainers, encoder, inputs, mean, spread };
    const made = new Function(...Object.keys(names), `return ${code}`)(
      ...Object.values(names),
    ) as core.Explainer;
    const description = made.description?.replace('the given baseline', 'the mean of all inputs');
    expect(description).toBe(explainerOf(map).description);
  }
});
const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const spread = (count: number, most: number) =>
  Array.from({ length: Math.min(most, count) }, (_, i) => Math.floor((i * count) / Math.min(most, count)));

const built = join(root, 'packages/core/dist/index.d.ts');
const unbuilt = existsSync(built) ? '' : ' [skipped: needs `npm run build`]';

// Against the built packages, as a user's would: checking their sources again would take two minutes.
it.skipIf(unbuilt !== '')(`the programs of all methods compile${unbuilt}`, async () => {
  const files = await Promise.all(
    methodNames.map(async (method) => {
      const file = join(folder, `${method}.ts`);
      writeFileSync(file, await takeAwayCalls.writeProgram(3, mapOf(method), ++job));
      return file;
    }),
  );
  const config = join(folder, 'tsconfig.json');
  writeFileSync(config, JSON.stringify({ extends: join(root, 'tsconfig.base.json'), files, include: [] }));
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['--noEmit', '-p', config], { encoding: 'utf8' });
});

it.for(['integratedGradients', 'occlusion', 'gradientShap'] as const)(
  'the program of %s gives the scores and the map of the page',
  async (method) => {
    const map = mapOf(method);
    const file = join(folder, `run-${method}.ts`);
    writeFileSync(file, await takeAwayCalls.writeProgram(3, map, ++job));
    const printed = execFileSync(
      join(root, 'node_modules/.bin/tsx'),
      ['--tsconfig', join(root, 'tsconfig.json'), file, 'encoder.onnx', 'inputs.npy'],
      { cwd: folder, encoding: 'utf8' },
    );
    const found = JSON.parse(printed.trim().split('\n').at(-1)!);
    expect(found.scores).toHaveLength(COUNT);
    for (const [i, score] of found.scores.entries()) expect(score).toBeCloseTo(scores[i]!, 4);
    expect(found.score).toBeCloseTo(scores[3]!, 4);
    const { maps } = await explained(3, map, { signal: new AbortController().signal, onProgress: () => {} });
    const written = await readNpy(join(folder, 'map.npy'));
    expect(written.shape).toEqual(maps.shape);
    const numbers = Array.from(written.data as Float32Array);
    const largest = Math.max(...maps.data.map(Math.abs));
    expect(largest).toBeGreaterThan(0);
    for (let i = 0; i < maps.data.length; i++)
      expect(Math.abs(Number(numbers[i]) - maps.data[i]!)).toBeLessThan(1e-3 * largest);
  },
);
