import type { ErrorCode } from '@csm/base';
import type { Encoder } from '@csm/core';
import type { Explainer } from '@csm/core/extend';
import { getBackend } from '@tensorflow/tfjs-core';
import type { ContractOptions } from './contract-options.js';
import { checkBackend, explainerContract } from './explainer-contract.js';

/**
 * Checks that an explainer fulfils the contract of every explainer, on the current backend: {@link explainerContract} as one
 * call. Needs no test runner.
 *
 * ```ts
 * await setBackend('wasm');
 * await testExplainer(() => myMethod({ steps: 5 }), { promises: { linear: true } });
 * ```
 *
 * @param create creates the explainer, with the same options each time; few steps or samples are enough.
 * @throws if tfjs has no backend.
 * @throws AggregateError that lists every check that failed, with what was expected and what came.
 * @category Write an explainer
 */
export async function testExplainer(
  create: (encoder: Encoder) => Explainer,
  options: ContractOptions = {},
): Promise<void> {
  checkBackend('testExplainer');
  const checks = explainerContract(create, options);
  const failures: Error[] = [];
  for (const { run } of checks) await run().catch((error: Error) => failures.push(error));
  if (failures.length === 0) return;
  const list = failures.map(({ message }) => `\n- ${message}`).join('');
  const error = new AggregateError(
    failures,
    `testExplainer: ${failures.length} of ${checks.length} checks failed on backend ${getBackend()}:${list}`,
  );
  throw Object.assign(error, { code: 'ERR_INVALID_ARGUMENT' satisfies ErrorCode });
}
