import { type ConceptVector, conceptVector, explain } from '@csm/core';
import { attentionRollout, gradientTimesAttention } from '@csm/explainers';
import { attentionBlocks } from '@csm/explainers/rules';
import { memory } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../test/backends.js';
import {
  hasRelevanceOracles,
  relevanceNetworks,
  relevanceRecord,
  relevanceRecords,
  type StoredRecord,
} from '../../../../test/oracles/relevance.js';
import { NEEDS_SHARED } from '../../../../test/shared-folder.js';
import { tokensByDefinition } from '../../../explainers/test/attention-definition.js';
import { runtimeEncoder } from '../../src/runtime.js';
import { hasExportedModels } from '../exported-models.js';
import { ATTENTION_METHODS, attentionFixture } from './attention-fixtures.js';
import { kindOf, passedBy } from './attention-operations.js';

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

/** An operation of the oracle. */
type Operation = [name: string, kind: string, out: number, into: number, absorbed: number];

describe('relevance through attention, operation by operation', () => {
  beforeAll(() => useBackend('wasm'));

  if (!hasRelevanceOracles) it.skip(`is that of LXT ${NEEDS_SHARED}`, () => {});

  const cases = Object.keys(relevanceNetworks('attnlrp')).flatMap((name) =>
    Object.keys(ATTENTION_METHODS).map((key) => [name, key] as const),
  );

  it.each(cases)('is that of LXT: %s, %s', async (name, key) => {
    const record = relevanceRecords('attnlrp', name)[key]!;
    const operations = record.stored.operations as Operation[];
    const { passed, tokens } = await passedBy(name, ATTENTION_METHODS[key]!);
    // CP-LRP gives nothing to queries and keys, and the oracle lists none of their operations.
    const listed = passed.filter(
      (each) => kindOf(each.node) !== undefined && !(key === 'cplrp.gradient' && each.out === 0),
    );
    expect(listed.map(({ node }) => kindOf(node))).toEqual(operations.map(([, kind]) => kind));
    const largest = Math.max(...operations.flatMap(([, , out, into]) => [out, into].map(Math.abs)));
    const errors = listed.map((each, i) => {
      const [operation, , out, into, absorbed] = operations[i]!;
      const [outError, intoError] = [each.out - out, each.in - into].map(
        (error) => Math.abs(error) / largest,
      );
      return { operation, outError, intoError, absorbed: Math.abs(each.out - each.in - absorbed) / largest };
    });
    if (process.env.CSM_PRINT) console.table(errors);
    for (const { operation, ...each } of errors) {
      for (const error of Object.values(each)) expect(error, operation).toBeLessThan(record.bound);
    }
    const ofTokens = relevanceRecord(name, key, record.stored.tokens as StoredRecord);
    expect(ofTokens.deviation(tokens)).toBeLessThan(ofTokens.bound);
  });
});

const WEIGHT_METHODS = {
  gradientTimesAttention: gradientTimesAttention(),
  attentionRollout: attentionRollout(),
};
/** Pictures of 56 × 56 in patches of 14 × 14. */
const [SIDE, PATCH] = [56, 14];
const ofPixel = (pixel: number) => {
  const [row, column] = [Math.floor(pixel / SIDE) % SIDE, pixel % SIDE];
  return 1 + (SIDE / PATCH) * Math.floor(row / PATCH) + Math.floor(column / PATCH);
};

async function fixture(name: string) {
  const { encoder, x } = await attentionFixture(name);
  const shape = x.shape.slice(1);
  const sample = {
    data: x.data.slice(
      0,
      shape.reduce((a, b) => a * b, 1),
    ) as Float32Array,
    shape,
  };
  const concept: ConceptVector = conceptVector(
    'c',
    Float32Array.from({ length: encoder.latentSize }, (_, i) => Math.sin(3 * i + 1)),
  );
  return { encoder, sample, concept, inputs: ndarray(sample.data, [1, ...shape]) };
}

describe('maps of attention weights of exported encoders', () => {
  beforeAll(() => useBackend('wasm'));
  afterAll(() => useBackend('cpu'));

  if (!hasExportedModels) it.skip(`follow their definitions ${NEEDS_SHARED}`, () => {});

  it.each(hasExportedModels ? ['vit-mae', 'vit-dino', 'vit-clip'] : [])(
    'follow their definitions, patch by patch: %s',
    async (name) => {
      const { encoder, sample, concept, inputs } = await fixture(name);
      const graph = encoder.graph!;
      expect(attentionBlocks(graph)).toHaveLength(2);
      const expected = await tokensByDefinition(graph, sample, concept, [0]);
      for (const [method, explainer] of Object.entries(WEIGHT_METHODS)) {
        const { maps } = await explain(encoder, concept, inputs, explainer);
        const tokens = expected[method as keyof typeof WEIGHT_METHODS];
        const largest = Math.max(...tokens.slice(1).map(Math.abs));
        const errors = Array.from(maps.data, (value, pixel) =>
          // A patch has 14 × 14 pixels of three channels.
          Math.abs(3 * PATCH ** 2 * value - tokens[ofPixel(pixel)]!),
        );
        expect(largest).toBeGreaterThan(0);
        expect(Math.max(...errors), method).toBeLessThan(1e-5 * largest);
      }
      encoder.dispose();
    },
  );

  it.skipIf(!hasExportedModels)(
    'are the same in ONNX Runtime, where TensorFlow.js runs their backward pass',
    async () => {
      const { encoder, concept, inputs } = await fixture('vit-mae');
      const expected = await explain(encoder, concept, inputs, WEIGHT_METHODS.gradientTimesAttention);
      const { numTensors } = memory();
      const warnings: string[] = [];
      const engine = await runtimeEncoder(encoder, { threads: 1, onWarning: (text) => warnings.push(text) });
      const found = await explain(engine, concept, inputs, WEIGHT_METHODS.gradientTimesAttention);
      const largest = expected.maps.data.reduce((most, value) => Math.max(most, value), 0);
      const errors = Array.from(found.maps.data, (value, i) => Math.abs(value - expected.maps.data[i]!));
      expect(Math.max(...errors)).toBeLessThan(1e-5 * largest);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain('has no emit()');
      await engine.dispose();
      expect(memory().numTensors).toBe(numTensors);
      encoder.dispose();
    },
  );
});
