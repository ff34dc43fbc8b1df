import { invalidArgument } from '@csm/base';

/**
 * The error of a check: the explainer does not keep the contract.
 * @param what the member of the explainer, or the result, that is at fault.
 */
export function violation(what: string, expected: string, got: unknown, options?: ErrorOptions): Error {
  return invalidArgument(`${what}: expected ${expected}; got ${got}.`, options);
}
