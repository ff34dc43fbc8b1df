import { expect, it } from 'vitest';
import { conceptVector } from '../src/concepts/concept-vector.js';
import { conditionalConcept } from '../src/concepts/conditional-concept.js';
import { latentDimension } from '../src/scores/affine-scores.js';
import { scorePerSample } from '../src/scores/score-per-sample.js';

const concept = conceptVector('c', [1, 2]);

it.each<[string, () => unknown, RegExp]>([
  [
    'one concept instead of a list',
    () => conditionalConcept(concept, concept as never),
    /^conditionalConcept: given must be an array; got an object of type Object\.$/,
  ],
  [
    'a missing name',
    () => scorePerSample([concept] as never, undefined as never),
    /^scorePerSample: concepts must be an array; got undefined\.$/,
  ],
  [
    'a missing latent size',
    () => latentDimension(1, undefined as never),
    /^latentDimension: latentSize \(the second argument\) must be a whole number of at least 1; got undefined\.$/,
  ],
])('%s is rejected with an error that says which argument', (_, call, message) => {
  expect(call).toThrow(message);
});
