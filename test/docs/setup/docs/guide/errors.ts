export { encoder, images, smiling as concept } from '../../faces.js';
export const { signal } = new AbortController();
