import { expect, it } from 'vitest';
import { gradient } from '../src/methods/gradient.js';
import { explainerContract } from '../src/testing/explainer-contract.js';
import { testExplainer } from '../src/testing/test-explainer.js';

it('the contract needs a backend', async () => {
  const message = "tfjs has no backend; call await setBackend('wasm'), for example, before the checks.";
  await expect(testExplainer(() => gradient())).rejects.toThrow(`testExplainer: ${message}`);
  await expect(explainerContract(() => gradient())[0]?.run()).rejects.toThrow(
    `explainerContract: ${message}`,
  );
});
