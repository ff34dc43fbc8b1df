import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageDataset } from '../images/image-dataset.js';
import { attributeTable } from '../tables/attributes/attribute-table.js';
import { shuffled } from './shuffled.js';
import { splitByGroup } from './split-by-group.js';

const people = (names: readonly (string | null)[]) =>
  imageDataset({
    name: 'people',
    imageShape: [1, 1, 1],
    attributes: attributeTable(names.map((person, i) => [`${i}`, { person }] as const)),
    load: () => Float32Array.of(0),
  });

describe('splitByGroup', () => {
  it('assigns every image to one part, and no person to both', () => {
    const names = fc.array(fc.constantFrom('an', 'bo', 'cy', 'di', 'ed'), { minLength: 12, maxLength: 30 });
    fc.assert(
      fc.property(names, fc.nat(1000), fc.integer({ min: 1, max: 4 }), (all, seed, heldOut) => {
        fc.pre(new Set(all).size > heldOut);
        const dataset = people(all);
        const { train, test, heldOut: out } = splitByGroup(dataset, { attribute: 'person', heldOut, seed });
        expect([...train, ...test].sort()).toEqual([...dataset.ids].sort());
        expect(new Set(dataset.labels('person', test))).toEqual(new Set(out));
        expect(out.length).toBe(heldOut);
        for (const person of dataset.labels('person', train)) expect(out).not.toContain(person);
        expect(splitByGroup(dataset, { attribute: 'person', heldOut, seed }).heldOut).toEqual(out);
      }),
    );
  });

  it('rejects data that cannot be split', () => {
    const options = { attribute: 'person', heldOut: 1, seed: 1 };
    expect(() => splitByGroup(people(['an', 'an']), options)).toThrow(
      'splitByGroup: attribute "person" must have at least two values; its only value is "an".',
    );
    expect(() => splitByGroup(people(['an', null]), options)).toThrow(
      'splitByGroup: every image must have a value of "person"; image 1 has none; leave it out first.',
    );
    expect(() => splitByGroup(people(['an', 'bo']), { ...options, heldOut: 2 })).toThrow(
      'splitByGroup: heldOut must be a whole number from 1 to 1; got 2.',
    );
    expect(() => splitByGroup(people(['an', 'bo']), { ...options, attribute: 'persn' })).toThrow(
      'people.labels: unknown attribute "persn"; valid attributes: person.',
    );
  });
});

describe('shuffled', () => {
  it('keeps all items, in the same order for the same seed, and does not change its argument', () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const once = shuffled(items, 7);
    expect(once).toEqual(shuffled(items, 7));
    expect(once).not.toEqual(shuffled(items, 8));
    expect(once).not.toEqual(items);
    expect([...once].sort((a, b) => a - b)).toEqual(items);
    expect(items[0]).toBe(0);
  });

  it('draws every order about equally often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 6000; seed++) {
      const order = shuffled(['a', 'b', 'c'], seed).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Binomial(6000, 1/6): mean 1000, standard deviation 29.
    for (const n of counts.values()) expect(Math.abs(n - 1000)).toBeLessThan(5 * 29);
  });
});
