import { conceptVector, type Encoder, explain, layersEncoder } from '@csm/core';
import { registerKernels } from '@csm/wasm';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ORACLE_NAMES,
  type Oracle,
  oracleModel,
  readOracle,
  tensorOf,
  values,
} from '../../../test/oracles.js';
import { TESTED_VARIANTS, useVariant } from '../../../test/parity/backend-variants.js';
import { maxDifference, measureOracle } from '../../../test/parity/deviations.js';
import { gradient } from '../src/methods/gradient.js';

/**
 * Large encoders of convolutions, activations and dense layers, which take half of the time on tfjs' cpu backend. There, the kernels of
 * these layers are compared on the smaller networks; `npm run parity` measures all networks on all backends.
 */
const LARGE = ['mini-celeba-encoder', 'st-encoder'];

/** Attributions that Captum and the reference's own rules computed in float64: see the oracles' README and `docs/parity.md`. */
describe.each(TESTED_VARIANTS)('oracles on %s', (variant) => {
  beforeAll(() => useVariant(variant));
  afterAll(() => {
    registerKernels();
  });

  describe.each(ORACLE_NAMES.filter((name) => variant !== 'cpu' || !LARGE.includes(name)))('%s', (name) => {
    let oracle: Oracle;
    let encoder: Encoder;
    let model: ReturnType<typeof oracleModel>;

    beforeAll(() => {
      oracle = readOracle(name);
      model = oracleModel(oracle);
      encoder = layersEncoder(model);
    });
    afterAll(() => model.dispose());

    it('has the same latents and scores', async () => {
      const concept = conceptVector('oracle', values(oracle.concept_vector));
      const inputs = ndarray(values(oracle.x), oracle.x.shape);
      const { scores } = await explain(encoder, concept, inputs, gradient());
      const latent = await encoder.encode(tensorOf(oracle.x));
      expectClose(latent.dataSync() as Float32Array, values(oracle.latent), 1e-5);
      expectClose(scores.data, Float32Array.from(oracle.score), 1e-5);
    });

    it('has the same attributions within their bounds', async () => {
      const over = (await measureOracle(oracle, encoder))
        .filter(({ deviation, bound }) => !(deviation <= bound))
        .map(({ key, deviation, bound }) => ({ key, deviation, bound }));
      expect(over).toEqual([]);
    });
  });
});

function expectClose(a: Float32Array, b: Float32Array, tolerance: number): void {
  const scale = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(maxDifference(a, b)).toBeLessThanOrEqual(tolerance * scale);
}
