import { registerKernels } from '@csm/wasm';
import { beforeAll, describe, it } from 'vitest';
import { BACKENDS_OF_SLOW_TESTS, useBackend } from '../../../test/backends.js';
import { explainerContract } from '../src/testing.js';
import { contractCases } from './contract-cases.js';

describe.each(BACKENDS_OF_SLOW_TESTS)('on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
  });

  describe.each(contractCases)('%s', (_, create, contract) => {
    for (const { name, run } of explainerContract(create, contract)) it(name, run);
  });
});
