import { selectSamples, syntheticBulb } from '@csm/datasets';
import { heldOutWithout } from '../../faces.js';

export { encoder, images, meanFace, smiling as concept } from '../../faces.js';
export const others = selectSamples(heldOutWithout, [0, 1]);

const bulb = syntheticBulb({ genes: 8, seed: 1, spots: 40 });
export const { genes } = bulb;
export const tissue = { spots: { pixels: { x: bulb.spots.x, y: bulb.spots.y } } };
export const indicesOfEachSet = [
  [0, 1],
  [2, 4],
];
