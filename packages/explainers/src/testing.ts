/**
 * The contract that every explainer must fulfil, to test custom explainers.
 *
 * @packageDocumentation
 */
export type { ContractOptions, TestEncoder } from './testing/contract-options.js';
export { testEncoders } from './testing/encoders.js';
export { type ContractCheck, explainerContract } from './testing/explainer-contract.js';
export type { Completeness, Promises } from './testing/promises.js';
export { testExplainer } from './testing/test-explainer.js';
