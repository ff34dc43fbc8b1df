import type { Encoder, Explainer } from '@csm/core';
import { getBackend } from '@tensorflow/tfjs-core';
import type { Check } from './check.js';
import { checks } from './checks/index.js';
import { type TestEncoder, testEncoders } from './encoders.js';
import type { Promises } from './promises.js';

/** Options of {@link explainerContract} and {@link testExplainer}. */
export interface ContractOptions {
  /** What the method promises beyond what every explainer does. Default: nothing. */
  promises?: Promises | undefined;
  /**
   * Share of a map's largest value by which maps may differ that should be equal, such as those of one sample in two
   * batches. Default 1e-5: float32 arithmetic in another order. A method that divides by small numbers needs more.
   */
  tolerance?: number | undefined;
  /**
   * The encoders, each made anew for each check. Default {@link testEncoders}. A method that cannot do one of them leaves it
   * out; one for other encoders gives its own, with ReLUs and a latent of at least two dimensions.
   */
  encoders?: Readonly<Record<string, () => TestEncoder>> | undefined;
}

/** One check of the contract, to be made a test: `it(check.name, check.run)`. */
export interface ContractCheck {
  readonly name: string;
  /** Runs the check on each encoder, on the current backend. Rejects with what was expected and what came. */
  readonly run: () => Promise<void>;
}

/**
 * The contract that every explainer passes, as a list of checks for a test runner:
 *
 * ```ts
 * for (const check of explainerContract(() => myMethod())) it(check.name, check.run);
 * ```
 *
 * Checked are: a name; one map a score, of the inputs' shape; finite numbers, not all zero; the same bytes for the same
 * options; maps that depend neither on the batch, nor on other samples, nor on other scores; a score per sample, and scores
 * that are not affine; the promises of linearity and completeness; progress; abort; errors that arrive; no leak, also after
 * an abort or an error; weights, inputs, concept vectors and tfjs' own state unchanged; calls at the same time.
 *
 * @param create makes the explainer, with the same options each time; given the encoder, since some options depend on its
 *   input shape.
 */
export function explainerContract(
  create: (encoder: Encoder) => Explainer,
  options: ContractOptions = {},
): ContractCheck[] {
  const { promises = {}, tolerance = 1e-5, encoders = testEncoders } = options;
  const due = checks.filter(({ promise }) => promise === undefined || promises[promise]);
  return due.map((check) => ({
    name: check.name,
    run: async () => {
      for (const [name, make] of Object.entries(encoders)) {
        await runOn(check, name, make, create, { promises, tolerance });
      }
    },
  }));
}

async function runOn(
  check: Check,
  name: string,
  make: () => TestEncoder,
  create: (encoder: Encoder) => Explainer,
  options: { promises: Promises; tolerance: number },
): Promise<void> {
  requireBackend('explainerContract');
  const { encoder, weights, dispose } = make();
  try {
    await check.run({ encoder, weights, ...options, create: () => create(encoder) });
  } catch (error) {
    const message = error instanceof Error ? error.message : `${error}`;
    throw new Error(`${check.name} (${name} encoder): ${message}`, { cause: error });
  } finally {
    dispose();
  }
}

/** @throws if tfjs has no backend to run on. */
export function requireBackend(caller: string): void {
  if (getBackend()) return;
  throw new Error(`${caller}: tfjs has no backend; await setBackend('wasm') before the checks.`);
}
