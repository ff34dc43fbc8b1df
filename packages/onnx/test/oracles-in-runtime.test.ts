import { layersEncoder } from '@csm/core';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { ORACLE_NAMES, oracleModel, readOracle } from '../../../test/oracles.js';
import { measureOracle } from '../../../test/parity/deviations.js';
import { runtimeEncoder } from '../src/runtime.js';

/** A rule of the tests, not of a method. */
const WITHOUT_EMIT = 'rule "one unit alone"';

/** The records of Captum and the reference's own rules, in float64, that the methods meet in TensorFlow.js. */
describe('attributions of the oracles, in ONNX Runtime', () => {
  beforeAll(() => useBackend('cpu'));

  it.each(ORACLE_NAMES)('%s', async (name) => {
    const oracle = readOracle(name);
    const model = oracleModel(oracle);
    const warnings: string[] = [];
    const { numTensors } = memory();
    const encoder = await runtimeEncoder(layersEncoder(model), {
      session: 'cpu',
      threads: 1,
      onWarning: (warning) => warnings.push(warning),
    });
    try {
      const found = await measureOracle(oracle, encoder);
      expect(found.length).toBeGreaterThan(40);
      const over = found.filter(({ deviation, bound }) => !(deviation <= bound));
      expect(over.map(({ key, deviation, bound }) => ({ key, deviation, bound }))).toEqual([]);
    } finally {
      await encoder.dispose();
    }
    expect(warnings.filter((warning) => !warning.includes(WITHOUT_EMIT))).toEqual([]);
    expect(memory().numTensors).toBe(numTensors);
    model.dispose();
  });
});
