import { cosine } from '@csm/core';
import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { textConcept } from './text-concept.js';
import type { TextEmbedder } from './text-encoder.js';

beforeAll(() => useBackend('cpu'));

const length = (row: readonly number[]) => Math.hypot(...row);
const unit = (row: readonly number[]) => row.map((value) => value / length(row));
const product = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** An embedder that looks texts up. */
const lookup = (table: Readonly<Record<string, readonly number[]>>): TextEmbedder => ({
  embed: async (texts) => {
    const rows = texts.map((text) => {
      const row = table[text];
      if (row === undefined) throw new Error(`no embedding of ${text}`);
      return row;
    });
    return ndarray(Float32Array.from(rows.flat()), [rows.length, rows[0]!.length]);
  },
});

const hats = lookup({
  hat: [3, 4],
  'no hat': [0, 2],
  'a hat': [0, 5],
  'a $& cap': [4, 3],
  zero: [0, 0],
  'the hat': [5, 0],
});

describe('textConcept', () => {
  it('is the embedding of a text, of length 1', async () => {
    const { name, vector } = await textConcept(hats, 'hat');
    expect([name, ...vector]).toEqual(['hat', Math.fround(0.6), Math.fround(0.8)]);
  });

  it('is the mean direction of all texts in all templates', async () => {
    const { name, vector } = await textConcept(hats, ['hat'], { templates: ['a {}', 'the {}'], name: 'Hat' });
    // Directions (0, 1) and (1, 0), whatever their lengths.
    const half = Math.fround(Math.SQRT1_2);
    expect([name, ...vector]).toEqual(['Hat', half, half]);
    const { vector: several } = await textConcept(hats, ['hat', 'a $& cap']);
    // (0.6, 0.8) + (0.8, 0.6).
    expect([...several]).toEqual([half, half]);
  });

  it('puts a text in its place as it is', async () => {
    const { vector } = await textConcept(hats, '$&', { templates: ['a {} cap'] });
    expect([...vector]).toEqual([Math.fround(0.8), Math.fround(0.6)]);
  });

  it('is the difference of two directions', async () => {
    const { vector } = await textConcept(hats, 'hat', { without: ['no hat'] });
    expect([...vector]).toEqual([Math.fround(0.6), Math.fround(0.8 - 1)]);
  });

  it('with a contrast, has a cosine score in proportion to the log-odds of zero-shot classification', async () => {
    const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 4 });
    const direction = numbers.filter((row) => length(row) > 0);
    await fc.assert(
      fc.asyncProperty(direction, direction, direction, async (a, b, z) => {
        fc.pre(product(unit(a), unit(b)) < 1 - 1e-6);
        const concept = await textConcept(lookup({ a, b }), 'a', { without: 'b' });
        const [score = 0] = tidy(() =>
          cosine(concept)
            .value(tensor2d(z, [1, 4]))
            .dataSync(),
        );
        const logOdds = product(unit(z), unit(a)) - product(unit(z), unit(b));
        const factor = length(unit(a).map((value, i) => value - unit(b)[i]!));
        expect(Math.abs(score * factor - logOdds)).toBeLessThan(2e-6);
      }),
    );
  });

  it('rejects texts that make no concept', async () => {
    const rejects = async (texts: unknown, options: object, message: string) =>
      await expect(textConcept(hats, texts as string, options)).rejects.toThrow(message);
    await rejects('', {}, 'textConcept: texts must be texts with at least one word; got "".');
    await rejects([], {}, 'textConcept: texts must have at least one text; got none.');
    await rejects('hat', { without: 3 }, 'textConcept: without must be texts with at least one word; got 3.');
    await rejects('hat', { without: [] }, 'textConcept: without must have at least one text; got none.');
    await rejects(
      'hat',
      { templates: ['a hat'] },
      'each template must have {} in the place of the text; got "a hat".',
    );
    await rejects('hat', { templates: [] }, 'templates must have at least one sentence; got none;');
    await rejects('hat', { name: 3 }, 'name must be a text; got a number.');
    await rejects('hat', { template: [] }, 'unknown option "template"');
    await rejects(
      'hat',
      { without: 'hat' },
      '"texts" and "without" must have different embeddings; those of "hat" and "hat" are equal;',
    );
    await rejects('zero', {}, 'embeddings must be finite and not zero; got one of length 0;');
    await rejects('beret', {}, 'no embedding of beret');
    await expect(textConcept({} as never, 'hat')).rejects.toThrow('encoder.embed must be a function');
    const short: TextEmbedder = { embed: async () => ndarray(new Float32Array(2), [2]) };
    await expect(textConcept(short, 'hat')).rejects.toThrow(
      'must return embeddings [1, size] of 1 texts; got shape [2].',
    );
  });
});
