import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { explainedConcept, methodContext } from './explained-concept.js';

const latents = ndarray(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 9, 11, 0), [5, 2]);
const gene = (index: number) => ({ gene: `g${index}`, index, r: 1, p: 0, q: 0 });
const concept = { name: 'c', vector: Float32Array.of(5, 1), formula: 'mean' } as never;
const found = { concept, genes: [gene(0), gene(4)], ranking: [] };
const method = { key: 'm', name: 'm', explainer: null as never };

it('explains the difference of the genes of a concept from all other genes, or the concept itself', () => {
  expect(explainedConcept(found, { ...method, vector: 'mean' }, latents)).toBe(concept);
  // Means: (1 + 11) / 2, (2 + 0) / 2; the others: (3 + 5 + 7) / 3, (4 + 6 + 9) / 3.
  const { vector } = explainedConcept(found, { ...method, vector: 'difference' }, latents);
  expect(vector[0]).toBeCloseTo(6 - 5, 5);
  expect(vector[1]).toBeCloseTo(1 - 19 / 3, 5);
});

it('removes a concept down to the genes outside it', () => {
  const images = ndarray(new Float32Array(5), [5, 1, 1, 1]);
  const { negatives } = methodContext(found, null as never, { images } as never, latents);
  expect([...(negatives.data as Float32Array)]).toEqual([3, 4, 5, 6, 7, 9]);
});
