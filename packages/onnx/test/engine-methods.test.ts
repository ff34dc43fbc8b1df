import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { runtimeEncoder } from '../src/runtime.js';
import { METHOD_FIXTURES, methodDifferences } from './method-differences.js';

/** Every method that the library has, against the same method in TensorFlow.js. */
describe('every method in ONNX Runtime has the maps of TensorFlow.js', () => {
  beforeAll(() => useBackend('cpu'));

  it.each(Object.entries(METHOD_FIXTURES))('%s', async (fixtureName, create) => {
    const fixture = await create();
    const warnings: string[] = [];
    const engine = await runtimeEncoder(fixture.encoder, {
      threads: 1,
      onWarning: (warning) => warnings.push(warning),
    });
    const wrong: unknown[] = [];
    const compared: string[] = [];
    for await (const found of methodDifferences(fixture, engine)) {
      const { name, bound, difference, expectedError, error } = found;
      if (process.env.CSM_PRINT) console.log(fixtureName, name, difference?.toExponential(1) ?? error);
      if (difference !== undefined) compared.push(name);
      const same = difference === undefined ? error === expectedError : difference <= bound;
      if (!same) wrong.push(found);
    }
    await engine.dispose();
    fixture.dispose();
    expect(wrong).toEqual([]);
    expect(compared.length).toBeGreaterThan(35);
    // What a method sees at a hidden layer is not part of a recording.
    expect(warnings.filter((warning) => !warning.includes('watched at a hidden layer'))).toEqual([]);
  });
});
