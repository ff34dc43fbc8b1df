import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contiguous } from '@csm/base';
import * as fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { loadConcepts, saveConcepts } from '../node.js';
import { conceptsFromJson, conceptsToJson } from './concept-json.js';
import { conceptVector, meanDifference, meanVector } from './concept-vector.js';

const latents = (...rows: number[][]) =>
  ndarray(Float32Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);

describe('meanDifference and meanVector', () => {
  it('are what their formulas say', () => {
    const up = latents([1, 2], [3, 6]);
    const down = latents([0, 1], [0, 1], [3, 4]);
    expect([...meanDifference('d', up, down).vector]).toEqual([1, 2]);
    expect([...meanVector('m', up).vector]).toEqual([2, 4]);
  });

  it('refuse what has no mean, and sets that do not fit', () => {
    const fine = latents([1, 2]);
    expect(() => meanDifference('Bald', fine, ndarray(new Float32Array(0), [0, 2]))).toThrow(
      'meanDifference: concept "Bald", negatives: expected latents of shape [n, latentSize], n ≥ 1; got [0,2]',
    );
    expect(() => meanDifference('Bald', fine, latents([1, 2, 3]))).toThrow(
      'positives have 2 latent dimensions, the negatives 3',
    );
    expect(() => meanDifference('Bald', fine, fine)).toThrow(
      'zero vector: it points nowhere. Were the two sets',
    );
    expect(() => meanVector('m', latents([1, Number.NaN]))).toThrow('latent dimension 1 holds NaN');
    expect(() => conceptVector('c', [])).toThrow('concept "c" is empty');
    expect(() => conceptVector('c', [0, Number.POSITIVE_INFINITY])).toThrow('component 1 is Infinity');
  });
});

describe('concepts as JSON', () => {
  it('read back to the same float32', () => {
    const component = fc.float({ noNaN: true, noDefaultInfinity: true });
    const concept = fc.record({
      name: fc.string(),
      vector: fc.array(component, { minLength: 1 }).filter((v) => v.some((x) => x !== 0)),
    });
    fc.assert(
      fc.property(fc.array(concept), (list) => {
        const concepts = list.map(({ name, vector }) => conceptVector(name, vector));
        const back = conceptsFromJson(conceptsToJson(concepts));
        expect(back.map((c) => c.name)).toEqual(concepts.map((c) => c.name));
        // JSON has one zero; −0 reads back as 0, the same direction.
        expect(back.map((c) => [...c.vector].map((x) => x + 0))).toEqual(
          concepts.map((c) => [...c.vector].map((x) => x + 0)),
        );
      }),
      { seed: 1 },
    );
  });

  it('are saved by way of a temporary file, and what is broken is named', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'csm-'));
    const path = join(folder, 'deep', 'concepts.json');
    await saveConcepts(path, [conceptVector('Smiling', [1, -2])]);
    expect((await loadConcepts(path))[0]).toEqual(conceptVector('Smiling', [1, -2]));
    expect(await readdir(join(folder, 'deep'))).toEqual(['concepts.json']);
    await writeFile(path, '<!doctype html><title>404</title>');
    await expect(loadConcepts(path)).rejects.toThrow(
      /conceptsFromJson: not JSON; the text begins with "<!doctype html>/,
    );
    expect(() => conceptsFromJson('{"format":"other"}')).toThrow('expected { "format": "csm-concepts/1"');
    expect(() =>
      conceptsFromJson('{"format":"csm-concepts/1","concepts":[{"name":"a","vector":["1"]}]}'),
    ).toThrow('concept 0 must be');
  });
});

describe('contiguous', () => {
  it('gives any view in row-major order', () => {
    const view = fc.record({
      shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 }),
      order: fc.constantFrom<[number, number, number][]>([0, 1, 2], [2, 0, 1], [1, 2, 0]),
      lo: fc.integer({ min: 0, max: 1 }),
      step: fc.constantFrom(1, -1, 2),
    });
    fc.assert(
      fc.property(view, ({ shape, order, lo, step }) => {
        const size = shape.reduce((a, b) => a * b);
        const data = Float64Array.from({ length: size }, (_, i) => i);
        const array = ndarray(data, shape)
          .transpose(...order)
          .lo(...(shape.every((n) => n > 1) ? [lo] : []))
          .step(step);
        const expected: number[] = [];
        for (let i = 0; i < array.shape[0]!; i++)
          for (let j = 0; j < array.shape[1]!; j++)
            for (let k = 0; k < array.shape[2]!; k++) expected.push(array.get(i, j, k) as number);
        expect([...contiguous(array)]).toEqual(expected);
      }),
      { seed: 3 },
    );
  });
});
