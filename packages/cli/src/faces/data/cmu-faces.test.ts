import { describe, expect, it } from 'vitest';
import { NEEDS_SHARED, sharedPath } from '../../../../../test/shared-folder.js';
import { cmuFaces } from './cmu-faces.js';
import { idsOf } from './faces.js';

const cmu = sharedPath('data', 'cmu-faces');
describe.skipIf(!cmu)(`cmuFaces ${cmu ? '' : NEEDS_SHARED}`, () => {
  it('splits by person, and finds a box over the eyes', async () => {
    const { signal } = new AbortController();
    const faces = await cmuFaces(cmu!, { size: 64, seed: 1, signal });
    const people = (ids: readonly string[]) => new Set(faces.dataset.labels('person', ids));
    const parts = [faces.train, faces.validation, faces.test];
    expect(parts.map((ids) => people(ids).size)).toEqual([12, 2, 6]);
    expect(new Set(parts.flatMap((ids) => [...people(ids)])).size).toBe(20);
    expect(parts.flat()).toHaveLength(624);
    for (const concept of faces.concepts) {
      expect(idsOf(faces, concept, 'positive', faces.test).length).toBeGreaterThan(20);
    }
    const eyes = faces.regions.get('Sunglasses')!;
    expect(eyes.among(faces.test)).toHaveLength(
      faces.dataset.idsWhere({ pose: 'forward' }, faces.test).length,
    );
    const { data } = eyes.mask('');
    const area = data.reduce((a, b) => a + b, 0) / data.length;
    expect(area).toBeGreaterThan(0.02);
    expect(area).toBeLessThan(0.08);
  });
});
