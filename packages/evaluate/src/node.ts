/** What needs files. */
export { rankingCheckpoint } from './rankings/checkpoint/ranking-checkpoint-file.js';
