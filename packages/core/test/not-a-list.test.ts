import { expect, it } from 'vitest';
import { conceptVector } from '../src/concepts/concept-vector.js';
import { conditionalConcept } from '../src/concepts/conditional-concept.js';
import { latentDimension } from '../src/scores/affine-scores.js';
import { scorePerSample } from '../src/scores/score-per-sample.js';

const concept = conceptVector('c', [1, 2]);

it.each<[string, () => unknown, RegExp]>([
  [
    'one concept for a list',
    () => conditionalConcept(concept, concept as never),
    /^conditionalConcept: the others must be an array; got an object/,
  ],
  [
    'a forgotten name',
    () => scorePerSample([concept] as never, undefined as never),
    /^scorePerSample: the concepts must be an array; got undefined/,
  ],
  [
    'a forgotten latent size',
    () => latentDimension(1, undefined as never),
    /^latentDimension: expected the latent size as the second argument; got undefined/,
  ],
])('%s is named', (_, call, message) => {
  expect(call).toThrow(message);
});
