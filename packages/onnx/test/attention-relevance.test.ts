import { explain } from '@csm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import { hasRelevanceOracles, relevanceNetworks, relevanceRecords } from '../../../test/oracles/relevance.js';
import { NEEDS_SHARED } from '../../../test/shared-folder.js';
import { runtimeEncoder } from '../src/runtime.js';
import { ATTENTION_METHODS, attentionFixture } from './attention-fixtures.js';

describe.each([...BACKENDS, 'ONNX Runtime'] as const)('LRP through attention, on %s', (engine) => {
  const inRuntime = engine === 'ONNX Runtime';
  beforeAll(() => useBackend(inRuntime ? 'cpu' : engine));
  afterAll(() => useBackend('cpu'));

  if (!hasRelevanceOracles) it.skip(`has the maps of LXT ${NEEDS_SHARED}`, () => {});

  it.each(Object.keys(relevanceNetworks('attnlrp')))('has the maps of LXT: %s', async (name) => {
    const { encoder: read, x, score } = await attentionFixture(name);
    const warnings: string[] = [];
    const encoder = inRuntime
      ? await runtimeEncoder(read, { threads: 1, onWarning: (warning) => warnings.push(warning) })
      : read;
    const found: Record<string, { deviation: number; bound: number }> = {};
    for (const [key, record] of Object.entries(relevanceRecords('attnlrp', name))) {
      const { maps } = await explain(encoder, score, x, ATTENTION_METHODS[key]!);
      found[key] = { deviation: record.deviation(maps.data), bound: record.bound };
    }
    if (encoder !== read) await encoder.dispose();
    read.dispose();
    if (process.env.CSM_PRINT) console.table(found);
    expect(Object.keys(found).sort()).toEqual(Object.keys(ATTENTION_METHODS).sort());
    for (const [key, { deviation, bound }] of Object.entries(found)) {
      expect(deviation, key).toBeLessThanOrEqual(bound);
    }
    expect(warnings).toEqual([]);
  });
});
