import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { otherDraws } from './random-draws.js';
import { packageSources } from './sources.js';

/** The source of all random numbers, and the files that draw others, with the reasons. */
const ALLOWED: Readonly<Record<string, string>> = {
  'packages/base/src/random/keyed-random.ts seedrandom': 'the one source of random numbers',
  'packages/core/src/encoders/probe/count-draws.ts Math.random':
    'counts the draws of an encoder; draws nothing',
  'packages/datasets/src/sampling/seeded-random.ts pure-rand/distribution/uniformFloat64':
    'the pictures, counts and splits of a seed, by which models were trained, must stay the same',
  'packages/datasets/src/sampling/seeded-random.ts pure-rand/generator/mersenne': 'the same',
  'packages/models/src/random-stream.ts pure-rand/distribution/uniformFloat64':
    'the first weights and the training of a seed must stay the same',
  'packages/models/src/random-stream.ts pure-rand/distribution/uniformInt': 'the same',
  'packages/models/src/random-stream.ts pure-rand/generator/xoroshiro128plus': 'the same',
};

const found = otherDraws(packageSources()).map(({ place, source }) => ({
  place,
  key: `${place.replace(/:\d+$/, '')} ${source}`,
}));

const drawsOf = (text: string) =>
  otherDraws([ts.createSourceFile('example.ts', text, ts.ScriptTarget.ES2022, true)]).map(
    ({ source }) => source,
  );

describe('random numbers', () => {
  it('come from keyedRandom and keyedNormal of base', () => {
    expect(found.filter(({ key }) => ALLOWED[key] === undefined)).toEqual([]);
  });

  it('no exception is out of date', () => {
    const keys = new Set(found.map(({ key }) => key));
    expect(Object.keys(ALLOWED).filter((key) => !keys.has(key))).toEqual([]);
  });

  it.each([
    ['const u = Math.random();', 'Math.random'],
    ['const draw = Math.random;', 'Math.random'],
    ["import seedrandom from 'seedrandom';", 'seedrandom'],
    ["import { mersenne } from 'pure-rand/generator/mersenne';", 'pure-rand/generator/mersenne'],
    [
      "import { randomNormal } from '@tensorflow/tfjs-core'; randomNormal([2]);",
      '@tensorflow/tfjs-core:randomNormal',
    ],
    [
      "import { randomNormal as noise } from '@tensorflow/tfjs-core'; noise([2]);",
      '@tensorflow/tfjs-core:randomNormal',
    ],
    ["import * as tf from '@tensorflow/tfjs-core'; tf.dropout(x, 0.5);", '@tensorflow/tfjs-core:dropout'],
    [
      "import { util } from '@tensorflow/tfjs-core'; util.shuffle(rows);",
      '@tensorflow/tfjs-core:util.shuffle',
    ],
    [
      "import * as tf from '@tensorflow/tfjs-core'; tf.util.shuffle(rows);",
      '@tensorflow/tfjs-core:util.shuffle',
    ],
    ["import { randomNormal } from 'd3-random'; const normal = randomNormal();", 'd3-random:randomNormal'],
    ["import { shuffle } from 'simple-statistics'; shuffle(rows);", 'simple-statistics:shuffle'],
    ["import { shuffle } from 'simple-statistics'; all.map(shuffle);", 'simple-statistics:shuffle'],
    ['initializers.heNormal({});', 'initializers.heNormal'],
    ['const { heNormal } = tfl.initializers; heNormal();', 'heNormal'],
    ['tfl.layers.dense({ units: 3 });', 'tfl.layers.dense'],
  ])('%s', (text, source) => {
    expect(drawsOf(text)).toEqual([source]);
  });

  it.each([
    "import { randomNormal } from 'd3-random'; randomNormal.source(keyedRandom('x'))(0, 2);",
    "import { shuffle } from 'simple-statistics'; shuffle(rows, keyedRandom('x'));",
    "import { dropout } from './dropout.js'; dropout(node);",
    'initializers.heNormal({ seed });',
    'layers.dense({ units: 3, kernelInitializer: initializers.heNormal({ seed: 1 }) });',
    'layers.dense({ units: 3, ...nextKernel() });',
    'const random = keyedRandom(1); random();',
  ])('allows %s', (text) => {
    expect(drawsOf(text)).toEqual([]);
  });
});
