import { expose } from 'comlink';
import { umapPositions } from './projection-umap-positions.js';

const api = { umapPositions };
export type UmapWorkerApi = typeof api;

expose(api);
