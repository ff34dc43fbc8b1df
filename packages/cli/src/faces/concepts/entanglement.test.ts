import { conceptVector } from '@csm/core';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import type { Faces } from '../data/faces.js';
import type { MadeConcept } from './concepts.js';
import { entanglement } from './entanglement.js';

describe('entanglement', () => {
  // Glasses move the first dimension and hats the second; two of three people with one of them have the other.
  const people = Array.from({ length: 60 }, (_, i) => {
    const glasses = i % 2;
    return { glasses, hat: i % 3 === 0 ? 1 - glasses : glasses };
  });
  const ids = people.map((_, i) => String(i));
  const attributes = (attribute: string, of: readonly string[]) =>
    of.map((id) => people[Number(id)]![attribute as 'hat']);
  const faces = { dataset: { labels: attributes } } as unknown as Faces;
  const latents = {
    has: () => true,
    of: (some: readonly string[]) =>
      ndarray(
        Float32Array.from(some.flatMap((id) => [people[Number(id)]!.glasses, people[Number(id)]!.hat])),
        [some.length, 2],
      ),
  };
  const made = (name: string, vector: number[]) =>
    ({
      definition: { name, attribute: name, positive: [1], negative: [0] },
      exampleIds: new Set(ids),
      mean: conceptVector(name, vector),
    }) as unknown as MadeConcept;
  const concepts = [made('glasses', [1, 1 / 3]), made('hat', [1 / 3, 1])];

  it('holds the label of the most entangled concept constant', () => {
    const { most, cosines } = entanglement(faces, latents, concepts, [true, true]);
    expect(cosines.get(0, 1)).toBeCloseTo(0.6, 6);
    expect(most[0]).toMatchObject({ name: 'hat', partial: { name: 'glasses, given hat' } });
    expect(most[0]!.partial!.vector[0]).toBeCloseTo(1, 6);
    expect(most[0]!.partial!.vector[1]).toBeCloseTo(0, 6);
  });

  it('knows nothing of concepts that do not separate', () => {
    const { most, cosines } = entanglement(faces, latents, concepts, [true, false]);
    expect(most).toEqual([undefined, undefined]);
    expect(cosines.get(0, 1)).toBeNaN();
  });
});
