export { csm } from './program.js';
export type { Streams } from './terminal/streams.js';
