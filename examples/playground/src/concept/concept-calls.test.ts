import { keyedRandom } from '@csm/base';
import type { Encoder } from '@csm/core';
import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { currentConcept, replaceSession } from '../session/session.js';
import { conceptCalls } from './concept-calls.js';

const COUNT = 200;
const random = keyedRandom('concept calls', 1);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const coins = () => Array.from({ length: COUNT }, () => random() < 0.5);
const [shifted, other, noise] = [coins(), coins(), coins()];
// Attribute "shifted" moves the first dimension by 2 standard deviations; "other" moves the same dimension too.
const latents = Float32Array.from({ length: COUNT * 4 }, (_, at) => {
  const row = Math.floor(at / 4);
  const shift = at % 4 === 0 ? 2 * Number(shifted[row]) + 2 * Number(other[row]) : 0;
  return normal() + shift;
});
const boolean = (name: string, values: boolean[]) => ({ name, kind: 'boolean', values }) as const;

let job = 0;
async function load(attributes: ReturnType<typeof boolean>[]): Promise<void> {
  await replaceSession({
    ...{ name: 'numbers', kind: 'rows', inputs: ndarray(latents, [COUNT, 4]), notes: [] },
    ids: Array.from({ length: COUNT }, (_, row) => `${row}`),
    attributes,
    encoder: { latentSize: 4, inputShape: [4] } as unknown as Encoder,
    latents: ndarray(latents, [COUNT, 4]),
  });
}

it('has the difference of means, with its scores, and names what it also separates', async () => {
  await load([boolean('shifted', shifted), boolean('other', other), boolean('noise', noise)]);
  const made = await conceptCalls.makeConcept({ kind: 'attribute', attribute: 'shifted' }, ++job);
  const mean = (column: number, has: boolean) => {
    const rows = [...shifted.keys()].filter((row) => shifted[row] === has);
    return rows.reduce((sum, row) => sum + latents[4 * row + column]!, 0) / rows.length;
  };
  const { vector } = currentConcept().vector;
  for (const column of [0, 1, 2, 3]) {
    expect(vector[column]).toBeCloseTo(mean(column, true) - mean(column, false), 5);
  }
  expect(made.scores[17]).toBeCloseTo(
    [0, 1, 2, 3].reduce((sum, column) => sum + vector[column]! * latents[4 * 17 + column]!, 0),
    4,
  );
  expect([made.withCount, made.withoutCount]).toEqual([
    shifted.filter(Boolean).length,
    shifted.filter((has) => !has).length,
  ]);
  expect([...made.labels]).toEqual(shifted.map((has) => (has ? 1 : -1)));
  // "other" spreads each side to a variance of 2: Φ(2 / √(2 · 2)) = 0.84 for normal scores.
  expect(made.heldOutAuc).toBeGreaterThan(0.74);
  expect(made.heldOutAuc).toBeLessThan(0.94);
  expect(made.stability).toBeGreaterThan(0.9);
  expect(made.notes).toHaveLength(1);
  expect(made.notes[0]).toMatch(/^The score also separates "other" \(AUC 0\.9/);
});

it('doubts labels that mean nothing', async () => {
  await load([boolean('noise', noise)]);
  const made = await conceptCalls.makeConcept({ kind: 'attribute', attribute: 'noise' }, ++job);
  expect(made.heldOutAuc).toBeLessThan(0.65);
  expect(made.stability).toBeLessThan(0.5);
  expect(made.notes[0]).toMatch(
    /^The score of "noise" separates examples of other folds with an AUC of \.\d/,
  );
});

it('makes a concept of one example, with what is unknown left out', async () => {
  await load([]);
  const made = await conceptCalls.makeConcept({ kind: 'examples', with: ['3'], without: [] }, ++job);
  expect([made.withCount, made.withoutCount]).toEqual([1, COUNT - 1]);
  expect(made).not.toHaveProperty('heldOutAuc');
  expect(made).not.toHaveProperty('stability');
  expect(made.notes[0]).toMatch(/cannot be tested/);
});

it('takes a pasted vector, and says that nothing tests it', async () => {
  await load([]);
  const made = await conceptCalls.makeConcept({ kind: 'vector', vector: [0, 0, 2, 0] }, ++job);
  expect([...made.scores]).toEqual(Array.from({ length: COUNT }, (_, row) => 2 * latents[4 * row + 2]!));
  expect(made.notes[0]).toMatch(/without examples/);
  await expect(conceptCalls.makeConcept({ kind: 'vector', vector: [1] }, ++job)).rejects.toThrow(
    'The concept has 1 numbers; this model has 4 latent dimensions.',
  );
  expect(currentConcept().vector.vector).toHaveLength(4); // the concept before stays
});
