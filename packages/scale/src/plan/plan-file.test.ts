import { describe, expect, it } from 'vitest';
import { drawnIds, drawnJobPlan } from '../../test/drawn-job.js';
import { memoryStore } from '../../test/memory-store.js';
import { readPlanFile, readShardIds } from './plan-file.js';

const bytes = (content: string) => new TextEncoder().encode(content);

describe('readPlanFile', () => {
  it('reads files of the plan, and refuses others', async () => {
    const store = memoryStore('faces/');
    const plan = await drawnJobPlan(store, { files: { 'model/a.onnx': bytes('weights') } });
    expect(await readPlanFile(plan, store, 'model/a.onnx')).toEqual(bytes('weights'));
    await expect(readPlanFile(plan, store, 'model/b.onnx')).rejects.toThrow(
      'readPlanFile: expected a file of the plan; model/b.onnx is not one',
    );
    await expect(readPlanFile(plan, store, 'toString')).rejects.toThrow('toString is not one');
    store.objects.set('model/a.onnx', bytes('Weights'));
    await expect(readPlanFile(plan, store, 'model/a.onnx')).rejects.toThrow(
      /^readPlanFile: expected model\/a\.onnx of the plan, with SHA-256 [0-9a-f]{12}…; faces\/ holds another file; give the store/,
    );
    store.objects.delete('model/a.onnx');
    await expect(readPlanFile(plan, store, 'model/a.onnx')).rejects.toThrow('faces/ does not have it');
  });
});

describe('readShardIds', () => {
  it('reads the ids of each shard, and refuses another list', async () => {
    const store = memoryStore();
    const plan = await drawnJobPlan(store);
    expect(await readShardIds(plan, store, 1)).toEqual(drawnIds(11).slice(4, 8));
    expect(await readShardIds(plan, store, 2)).toEqual(drawnIds(11).slice(8));
    store.objects.set('inputs/000001.json', store.objects.get('inputs/000002.json')!);
    await expect(readShardIds(plan, store, 1)).rejects.toThrow('memory holds another file');
  });
});
