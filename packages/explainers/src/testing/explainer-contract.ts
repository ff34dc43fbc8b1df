import { checkOptions, checkPositive, invalidArgument } from '@csm/base';
import type { Encoder } from '@csm/core';
import type { Explainer } from '@csm/core/extend';
import { getBackend } from '@tensorflow/tfjs-core';
import type { Check } from './check.js';
import { checks } from './checks/index.js';
import type { ContractOptions, TestEncoder } from './contract-options.js';
import { testEncoders } from './encoders.js';
import type { Promises } from './promises.js';

/** One check of the contract, for a test: `it(check.name, check.run)`. */
export interface ContractCheck {
  readonly name: string;
  /**
   * Runs the check on each encoder, on the current backend. Rejects with an error that states what was expected and
   * what came.
   */
  readonly run: () => Promise<void>;
}

/**
 * The contract that every explainer must fulfil, as a list of checks for a test runner:
 *
 * ```ts
 * for (const check of explainerContract(() => myMethod())) it(check.name, check.run);
 * ```
 *
 * The checks are: a name; one map per score, of the inputs' shape; finite numbers, not all zero; the same bytes for the same
 * options; maps that depend neither on the batch, nor on other samples, nor on other scores; one score per sample, and scores
 * that are not affine; the promises of linearity and completeness; a plan that gives the same maps; asynchronous encoders;
 * encoders with nonlinearities that backward rules cannot reach; progress; abort; errors that reach the caller; no leak, even after an abort or an error;
 * weights, inputs, concept vectors and tfjs' own state unchanged; concurrent calls.
 *
 * @param create creates the explainer, with the same options each time; called with the encoder, since some options depend on its
 *   input shape.
 * @category Write an explainer
 */
export function explainerContract(
  create: (encoder: Encoder) => Explainer,
  options: ContractOptions = {},
): ContractCheck[] {
  checkOptions<ContractOptions>('explainerContract', options, {
    promises: { linear: true, complete: { baseline: true, tolerance: true } },
    tolerance: true,
    encoders: true,
  });
  const { promises = {}, tolerance = 1e-5, encoders = testEncoders } = options;
  checkPositive('explainerContract', 'tolerance', tolerance, { orZero: true });
  const due = checks.filter(({ promise }) => promise === undefined || promises[promise]);
  return due.map((check) => ({
    name: check.name,
    run: async () => {
      for (const [name, createEncoder] of Object.entries(encoders)) {
        await runOn(check, name, createEncoder, create, { promises, tolerance });
      }
    },
  }));
}

async function runOn(
  check: Check,
  name: string,
  createEncoder: () => TestEncoder,
  create: (encoder: Encoder) => Explainer,
  options: { promises: Promises; tolerance: number },
): Promise<void> {
  checkBackend('explainerContract');
  const { encoder, weights, dispose } = createEncoder();
  try {
    await check.run({ encoder, weights, ...options, create: () => create(encoder) });
  } catch (error) {
    const message = error instanceof Error ? error.message : `${error}`;
    throw invalidArgument(`${check.name} (${name} encoder): ${message}`, { cause: error });
  } finally {
    dispose();
  }
}

/** @throws if tfjs has no backend to run on. */
export function checkBackend(caller: string): void {
  if (getBackend()) return;
  throw invalidArgument(
    `${caller}: tfjs has no backend; call await setBackend('wasm'), for example, before the checks.`,
  );
}
