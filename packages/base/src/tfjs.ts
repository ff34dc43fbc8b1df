export { registerChainedOperations } from './tfjs/chained-operations.js';
