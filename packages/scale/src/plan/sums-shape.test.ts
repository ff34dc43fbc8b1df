import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../test/memory-store.js';
import { collectMaps } from '../results/maps/collect-maps.js';
import { makePlan } from './make-plan.js';
import { sumsShape } from './sums-shape.js';

describe('sumsShape', () => {
  it.each([
    [[64, 48, 3], 'channelsLast', 'pooled'],
    [[3, 218, 178], 'channelsFirst', 'full'],
    [[218, 178, 3], 'channelsLast', 'none'],
    [[100, 20], undefined, 'pooled'],
    [[100, 20], undefined, 'full'],
    [[100, 20, 3], undefined, 'none'],
    [[7000], undefined, 'none'],
  ] as const)('is that of the sums that a shard collects: %j, %s, %s', async (inputShape, layout, maps) => {
    const store = memoryStore();
    const plan = await makePlan({ store, ids: ['a'], concepts: ['b', 'c'], inputShape, layout, maps });
    expect(collectMaps(plan, 1).sums.shape).toEqual([2, 2, ...sumsShape(plan.inputs, maps)]);
  });

  it('allows large pictures, whose sums are small', async () => {
    // At the resolution of the pictures, the sums would take 671 MB.
    const concepts = Array.from({ length: 40 }, (_, k) => `concept ${k}`);
    const options = { store: memoryStore(), ids: ['a'], concepts, inputShape: [1024, 1024, 3] };
    expect((await makePlan(options)).maps.kind).toBe('pooled');
    await expect(
      makePlan({ ...options, store: memoryStore(), inputShape: [500_000], maps: 'none' }),
    ).rejects.toThrow('makePlan: expected sums of maps of at most 256 MB');
  });
});
