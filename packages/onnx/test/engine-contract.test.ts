import { explainerContract, testEncoders } from '@csm/explainers/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { contractCases } from '../../explainers/test/contract-cases.js';
import { sharedEngine } from './shared-engine.js';

const engines = Object.entries(testEncoders).map(([name, create]) => [name, sharedEngine(create)] as const);

describe('an encoder in ONNX Runtime', () => {
  beforeAll(() => useBackend('cpu'));
  afterAll(async () => {
    for (const [, engine] of engines) await engine.dispose();
  });

  describe.each(contractCases)('%s', (_, create, contract) => {
    const wanted = Object.keys(contract?.encoders ?? testEncoders);
    const encoders = Object.fromEntries(
      engines.filter(([name]) => wanted.includes(name)).map(([name, engine]) => [name, engine.create]),
    );
    for (const { name, run } of explainerContract(create, { ...contract, encoders })) it(name, run);
  });
});
