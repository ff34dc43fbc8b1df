export { registerChainedOperations } from './tfjs/chained-operations.js';
export { checkBackend } from './tfjs/check-backend.js';
