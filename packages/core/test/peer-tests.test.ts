import { tensor2d } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { flat, type Nested, readPeerTests } from '../../../test/parity/peer-cases.js';
import { meanDifference } from '../src/concepts/mean-difference.js';
import { dotProduct } from '../src/scores/affine-scores.js';

const peerCase = (id: string) => readPeerTests().cases.find((peer) => peer.id === id)!;

const rows = (latents: Nested) => {
  const list = latents as readonly Nested[];
  const values = flat(latents);
  return ndarray(Float32Array.from(values), [list.length, values.length / list.length]);
};

describe('peer tests of concepts', () => {
  beforeAll(() => useBackend('cpu'));

  it('derived.concept.mean_difference', () => {
    const { inputs, expected } = peerCase('derived.concept.mean_difference');
    const concept = meanDifference('concept', rows(inputs[0]!), rows(inputs[1]!));
    expect([...concept.vector]).toEqual(expected[0]);
    expect([
      ...dotProduct(concept)
        .value(tensor2d([[1, 1, 1]]))
        .dataSync(),
    ]).toEqual(expected[1]);
  });

  it('derived.concept.pattern_cav: cov(z, t) / var(t) of labels 0 and 1 is the mean difference', () => {
    const { inputs, expected } = peerCase('derived.concept.pattern_cav');
    const [latents, labels] = [inputs[0] as Nested[], inputs[1] as number[]];
    const labelled = (wanted: number) => rows(latents.filter((_, i) => labels[i] === wanted));
    expect([...meanDifference('concept', labelled(1), labelled(0)).vector]).toEqual(expected);
  });
});
