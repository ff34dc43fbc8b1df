import { syntheticBulb } from '@csm/datasets';

export { encoder, images, smiling as concept } from '../../faces.js';

const bulb = syntheticBulb({ genes: 8, seed: 1, spots: 40 });
export const { genes } = bulb;
export const tissue = { spots: { pixels: { x: bulb.spots.x, y: bulb.spots.y } } };
export const indicesOfEachSet = [
  [0, 1],
  [2, 4],
];
