import { registerKernels } from '@csm/wasm';
import { beforeAll, describe, it } from 'vitest';
import { BACKENDS_OF_SLOW_TESTS, useBackend } from '../../../test/backends.js';
import { explainerContract } from '../src/testing.js';
import { contractCases } from './contract-cases.js';

const methodOf = (name: string) => name.split(',')[0];

/** One case per method: the options choose which numbers are computed, but hardly which kernels. */
const oneCasePerMethod = contractCases.filter(
  ([name], i) => contractCases.findIndex(([other]) => methodOf(other) === methodOf(name)) === i,
);
describe.each(BACKENDS_OF_SLOW_TESTS)('on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
  });

  describe.each(backend === 'wasm' ? contractCases : oneCasePerMethod)('%s', (_, create, contract) => {
    for (const { name, run } of explainerContract(create, contract)) it(name, run);
  });
});
