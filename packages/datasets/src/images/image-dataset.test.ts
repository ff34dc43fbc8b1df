import type { Progress } from '@csm/base';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { attributeTable } from '../tables/attributes/attribute-table.js';
import { imageDataset } from './image-dataset.js';
import type { ImageDatasetOptions } from './image-dataset-options.js';

const count = 40;
const ids = Array.from({ length: count }, (_, i) => `i${i}`);
const numberOf = (id: string) => Number(id.slice(1));

/** Images of 1×2 pixels that encode their id, each with a delay, so that they finish out of order. */
const numbered = (options: Partial<ImageDatasetOptions> = {}) =>
  imageDataset({
    name: 'numbered',
    imageShape: [1, 2, 1],
    attributes: attributeTable(ids.map((id, i) => [id, { even: i % 2 === 0, third: `t${i % 3}` }] as const)),
    load: async (id) => {
      await new Promise((resolve) => setTimeout(resolve, (numberOf(id) * 7) % 5));
      return Float32Array.of(numberOf(id) / count, 1);
    },
    splits: { train: ids.slice(0, 30), test: ids.slice(30) },
    ...options,
  });

const bad = (isBad: (id: string) => boolean) => async (id: string) => {
  if (isBad(id)) throw new Error(`${id} is broken`);
  return Float32Array.of(numberOf(id) / count, 1);
};

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of stream) all.push(item);
  return all;
}

describe('imageDataset', () => {
  it('streams any ids in order, in batches of any size', async () => {
    const chosen = fc.array(fc.constantFrom(...ids), { maxLength: 25 });
    const property = fc.asyncProperty(chosen, fc.integer({ min: 1, max: 30 }), async (wanted, batchSize) => {
      const progress: number[] = [];
      const batches = await collect(
        numbered().batches({ ids: wanted, batchSize, onProgress: ({ done }) => progress.push(done) }),
      );
      expect(batches.flatMap((batch) => batch.ids)).toEqual(wanted);
      for (const { ids: inBatch, images } of batches) {
        expect(images.shape).toEqual([inBatch.length, 1, 2, 1]);
        expect(images.data.length).toBe(2 * inBatch.length);
        for (const [i, id] of inBatch.entries())
          expect(images.get(i, 0, 0, 0)).toBeCloseTo(numberOf(id) / count, 6);
      }
      for (const { ids: inBatch } of batches.slice(0, -1)) expect(inBatch.length).toBe(batchSize);
      if (wanted.length > 0) expect(progress.at(-1)).toBe(wanted.length);
    });
    await fc.assert(property, { numRuns: 30 });
  });

  it('loads ahead while a batch is in use: at most one batch, and at most eight images at once', async () => {
    let running = 0;
    let most = 0;
    let started = 0;
    const dataset = numbered({
      load: async (id) => {
        started++;
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 1));
        running--;
        return Float32Array.of(numberOf(id) / count, 1);
      },
    });
    let given = 0;
    for await (const { ids: inBatch } of dataset.batches({ batchSize: 10 })) {
      given += inBatch.length;
      const ahead = Math.min(count, given + 10);
      await vi.waitFor(() => expect(started).toBe(ahead), { timeout: 60_000, interval: 1 });
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(started).toBe(ahead);
    }
    expect(most).toBe(8);
  });

  it('waits for loads in progress when a loop ends early', async () => {
    let running = 0;
    const dataset = numbered({
      load: async (id) => {
        running++;
        await new Promise((resolve) => setTimeout(resolve, 5));
        running--;
        return Float32Array.of(numberOf(id) / count, 1);
      },
    });
    for await (const batch of dataset.batches({ batchSize: 3 })) {
      expect(batch.ids.length).toBe(3);
      break;
    }
    expect(running).toBe(0);
  });

  it('throws on a bad image, or skips it and fills the batch with the next ones', async () => {
    const load = bad((id) => numberOf(id) % 4 === 1);
    await expect(collect(numbered({ load }).batches())).rejects.toThrow('i1 is broken');
    const skipping = numbered({ load, onBadImage: 'skip', skipped: [{ id: 'gone', reason: 'missing' }] });
    const skipped: number[] = [];
    const batches = await collect(
      skipping.batches({ batchSize: 7, onProgress: () => skipped.push(skipping.skipped().length) }),
    );
    expect(batches.map((batch) => batch.ids.length)).toEqual([7, 7, 7, 7, 2]);
    expect(skipped.at(-1)).toBe(11);
    expect(skipping.skipped().length).toBe(11);
    expect(skipping.skipped()[1]).toEqual({ id: 'i1', reason: 'i1 is broken' });
  });

  it('loads some images by the same rule: throws on a bad one, or leaves it out with a warning', async () => {
    const load = bad((id) => numberOf(id) % 4 === 1);
    await expect(numbered({ load }).images(['i0', 'i1'])).rejects.toThrow('i1 is broken');
    const skipping = numbered({ load, onBadImage: 'skip' });
    const warnings: string[] = [];
    const onWarning = (message: string) => void warnings.push(message);
    const images = await skipping.images(['i4', 'i1', 'i2', 'i5'], { onWarning });
    expect(images.shape[0]).toBe(2);
    expect([...images.data]).toEqual([...(await numbered().images(['i4', 'i2'])).data]);
    expect(warnings).toEqual([
      'numbered.images: 2 of 4 images cannot be loaded and are left out ("i1", …), so the array has 2 images; skipped() lists them.',
    ]);
    expect(skipping.skipped().map(({ id }) => id)).toEqual(['i1', 'i5']);
    await skipping.images(['i0'], { onWarning });
    expect(warnings).toHaveLength(1);
    await expect(skipping.images(['i1', 'i5'], { onWarning })).rejects.toThrow(
      'numbered.images: expected at least one good image; all 2 were left out; the first error is "i1 is broken".',
    );
  });

  it('reports bad images after the last batch, and throws if all are bad', async () => {
    const last = numbered({ load: bad((id) => numberOf(id) >= 38), onBadImage: 'skip' });
    const progress: Progress[] = [];
    await collect(last.batches({ batchSize: 38, onProgress: (now) => progress.push(now) }));
    expect(progress.at(-1)).toEqual({ done: 40, total: 40 });
    expect(last.skipped().length).toBe(2);
    const all = numbered({ load: bad(() => true), onBadImage: 'skip' });
    await expect(collect(all.batches())).rejects.toThrow(
      'numbered.batches: expected at least one good image; all 40 were left out; the first error is "i0 is broken".',
    );
  });

  it('keeps the order if load throws synchronously', async () => {
    const dataset = numbered({
      onBadImage: 'skip',
      load: (id) => {
        if (numberOf(id) % 3 === 0) throw new Error('at once');
        return Float32Array.of(numberOf(id) / count, 1);
      },
    });
    const [batch] = await collect(dataset.batches({ batchSize: 40 }));
    expect(batch!.ids).toEqual(ids.filter((id) => numberOf(id) % 3 !== 0));
  });

  it('rejects when aborted', async () => {
    const controller = new AbortController();
    const stream = numbered().batches({ batchSize: 4, signal: controller.signal });
    await stream.next();
    controller.abort(new Error('enough'));
    await expect(stream.next()).rejects.toThrow('enough');
    await expect(numbered().images(['i0'], { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow(
      'no',
    );
  });

  it('returns some images, labels, the attributes of one image, and the ids with given values', async () => {
    const dataset = numbered();
    const images = await dataset.images(['i7', 'i2', 'i7']);
    expect(Array.from(images.data).map((value) => Math.round(value * count))).toEqual([7, 40, 2, 40, 7, 40]);
    expect(dataset.attributeNames).toEqual(['even', 'third']);
    expect(dataset.labels('third', ['i4', 'i0'])).toEqual(['t1', 't0']);
    expect(dataset.labels('even').slice(0, 3)).toEqual([1, 0, 1]);
    expect(dataset.attributesOf('i5')).toEqual({ even: 0, third: 't2' });
    expect(dataset.idsWhere({ even: 1, third: 't0' })).toEqual(ids.filter((id) => numberOf(id) % 6 === 0));
    expect(dataset.idsWhere({ even: 0 }, dataset.split('test'))).toEqual(['i31', 'i33', 'i35', 'i37', 'i39']);
  });

  it('keeps unknown values as null', () => {
    const attributes = attributeTable([
      ['a', { x: 'left' }],
      ['b', {}],
    ]);
    const dataset = numbered({ attributes, splits: {} });
    expect(dataset.labels('x')).toEqual(['left', null]);
    expect(dataset.idsWhere({ x: null })).toEqual(['b']);
  });

  it.each([
    [
      'an unknown attribute',
      () => numbered().labels('evn'),
      'numbered.labels: unknown attribute "evn"; valid attributes: even, third.',
    ],
    [
      'an unknown value',
      () => numbered().idsWhere({ third: 't9' }),
      'numbered.idsWhere: third: unknown value "t9"; valid values: t0, t1, t2.',
    ],
    [
      '−1 for a binary attribute',
      () => numbered().idsWhere({ even: -1 as never }),
      'numbered.idsWhere: even: unknown value -1; valid values: 0, 1.',
    ],
    [
      'an unknown id',
      () => numbered().labels('even', ['i99']),
      'numbered.labels: unknown image "i99"; the data set has 40 images, the first is "i0".',
    ],
    [
      'an unknown split',
      () => numbered().split('valid'),
      'numbered.split: unknown split "valid"; valid splits: train, test.',
    ],
    [
      'a name that every object has',
      () => numbered().split('toString'),
      'numbered.split: unknown split "toString"; valid splits: train, test.',
    ],
    [
      'a split with unknown ids',
      () => numbered({ splits: { train: ['x'] } }),
      'numbered: split "train": unknown image "x"; the data set has 40 images, the first is "i0".',
    ],
    [
      'an invalid shape',
      () => numbered({ imageShape: [4] as never }),
      'imageDataset: imageShape must be [height, width, channels]; got [4].',
    ],
    [
      'a missing load function',
      () => numbered({ load: undefined as never }),
      'imageDataset: load must be a function of an id; got undefined.',
    ],
    [
      'no table',
      () => numbered({ attributes: {} as never }),
      'imageDataset: attributes must be a table, as from attributeTable or readAttributeTable; got an object of type Object.',
    ],
    [
      'an invalid onBadImage',
      () => numbered({ onBadImage: 'warn' as never }),
      "imageDataset: onBadImage must be 'throw' or 'skip'; got \"warn\"",
    ],
  ])('rejects %s', (_what, act, message) => {
    expect(act).toThrow(message);
  });

  it.each([
    [
      'too few numbers',
      Float32Array.of(1),
      'numbered: image "i0": load must return a Float32Array of 2 numbers; got 1 numbers.',
    ],
    [
      'another kind of array',
      [1, 2],
      'numbered: image "i0": load must return a Float32Array of 2 numbers; got an array.',
    ],
    [
      'bytes instead of numbers in [0, 1]',
      Float32Array.of(1, 255),
      'numbered: image "i0": load must return numbers in [0, 1]; number 1 is 255.',
    ],
    [
      'NaN',
      Float32Array.of(Number.NaN, 0),
      'numbered: image "i0": load must return numbers in [0, 1]; number 0 is NaN.',
    ],
  ])('rejects %s from load', async (_what, image, message) => {
    await expect(numbered({ load: () => image as never }).images(['i0'])).rejects.toThrow(message);
  });

  it.each([0, 1.5, Number.NaN])('rejects a batch size of %s', async (batchSize) => {
    await expect(numbered().batches({ batchSize }).next()).rejects.toThrow(
      `numbered.batches: batchSize must be a whole number of at least 1; got ${batchSize}.`,
    );
  });
});
