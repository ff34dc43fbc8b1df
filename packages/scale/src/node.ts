/**
 * Stores in folders and buckets, pools of processes, and the queue, for Node.
 *
 * @module
 */
export { localStore } from './stores/local/local-store.js';
