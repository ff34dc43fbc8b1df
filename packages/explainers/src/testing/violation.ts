import { invalidArgument } from '@csm/base';

/**
 * The error of a check: the explainer violates the contract.
 * @param what name of the member of the explainer, or of the result, that is wrong.
 */
export function violation(what: string, expected: string, got: unknown, options?: ErrorOptions): Error {
  return invalidArgument(`${what}: expected ${expected}; got ${got}.`, options);
}
