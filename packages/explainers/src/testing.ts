export { type TestEncoder, testEncoders } from './testing/encoders.js';
export { type ContractCheck, type ContractOptions, explainerContract } from './testing/explainer-contract.js';
export type { Completeness, Promises } from './testing/promises.js';
export { testExplainer } from './testing/test-explainer.js';
