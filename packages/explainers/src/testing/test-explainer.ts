import type { Encoder, Explainer } from '@csm/core';
import { getBackend } from '@tensorflow/tfjs-core';
import { type ContractOptions, explainerContract, requireBackend } from './explainer-contract.js';

/**
 * Holds an explainer to the contract that every explainer passes, on the current backend: {@link explainerContract} as one
 * call. Needs no test runner.
 *
 * ```ts
 * await setBackend('wasm');
 * await testExplainer(() => myMethod({ steps: 5 }), { promises: { linear: true } });
 * ```
 *
 * @param create makes the explainer, with the same options each time; few steps or samples will do.
 * @throws if tfjs has no backend.
 * @throws AggregateError that lists every check that failed, with what was expected and what came.
 */
export async function testExplainer(
  create: (encoder: Encoder) => Explainer,
  options: ContractOptions = {},
): Promise<void> {
  requireBackend('testExplainer');
  const checks = explainerContract(create, options);
  const failures: Error[] = [];
  for (const { run } of checks) await run().catch((error: Error) => failures.push(error));
  if (failures.length === 0) return;
  const list = failures.map(({ message }) => `\n- ${message}`).join('');
  throw new AggregateError(
    failures,
    `testExplainer: ${failures.length} of ${checks.length} checks failed on backend ${getBackend()}:${list}`,
  );
}
