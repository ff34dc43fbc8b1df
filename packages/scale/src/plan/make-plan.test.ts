import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../test/memory-store.js';
import { makePlan } from './make-plan.js';
import type { MakePlanOptions } from './plan-options.js';
import { loadPlan } from './read-plan.js';

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const bytes = (content: string) => new TextEncoder().encode(content);
const names = (count: number) => Array.from({ length: count }, (_, i) => `img-${i}.jpg`);

const options = (more: Partial<MakePlanOptions> = {}): MakePlanOptions => ({
  store: memoryStore(),
  ids: names(10),
  shardSize: 4,
  concepts: ['Smiling', 'Male'],
  inputShape: [64, 48, 3],
  files: { 'concepts.json': bytes('[]'), 'model/encoder.onnx': bytes('weights') },
  job: { method: 'gradient', settings: { steps: 50 } },
  places: { data: 'faces/' },
  ...more,
});

describe('makePlan', () => {
  it('puts lists, files and the plan into the store', async () => {
    const store = memoryStore('faces-store');
    const plan = await makePlan(options({ store }));
    const list = `${JSON.stringify(names(10).slice(4, 8))}\n`;
    expect(text(store.objects.get('inputs/000001.json'))).toBe(list);
    expect(text(store.objects.get('inputs/000002.json'))).toBe('["img-8.jpg","img-9.jpg"]\n');
    expect(plan).toMatchObject({
      format: 'csm-plan',
      places: { store: 'faces-store', data: 'faces/' },
      inputs: { count: 10, shape: [64, 48, 3] },
      maps: { kind: 'pooled', shape: [16, 16] },
      batchSize: 8,
      certificates: false,
      files: { 'concepts.json': sha256('[]'), 'model/encoder.onnx': sha256('weights') },
    });
    expect(plan.shards.size).toBe(4);
    expect(plan.shards.ids[1]).toBe(sha256(list));
    expect(await loadPlan(store)).toEqual(plan);
  });
});
