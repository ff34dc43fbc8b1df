import { type ConceptVector, conceptVector, explain } from '@csm/core';
import { attentionRollout, gradientTimesAttention } from '@csm/explainers';
import { attentionBlocks } from '@csm/explainers/rules';
import { memory } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { NEEDS_SHARED } from '../../../test/shared-folder.js';
import { tokensByDefinition } from '../../explainers/test/attention-definition.js';
import { runtimeEncoder } from '../src/runtime.js';
import { attentionFixture } from './attention-fixtures.js';
import { hasExportedModels } from './exported-models.js';

const METHODS = {
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
      for (const [method, explainer] of Object.entries(METHODS)) {
        const { maps } = await explain(encoder, concept, inputs, explainer);
        const tokens = expected[method as keyof typeof METHODS];
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
      const expected = await explain(encoder, concept, inputs, METHODS.gradientTimesAttention);
      const { numTensors } = memory();
      const warnings: string[] = [];
      const engine = await runtimeEncoder(encoder, { threads: 1, onWarning: (text) => warnings.push(text) });
      const found = await explain(engine, concept, inputs, METHODS.gradientTimesAttention);
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
