import ndarray from 'ndarray';

const rows = [
  [1, 2, 3, 4],
  [4, 3, 2, 1],
  [1, 2, 4, 3],
  [5, 5, 5, 5],
  [2, 4, 6, 8],
];

/** Five latents of four numbers: the first and last rise, the second falls, the third nearly rises, and the fourth is constant. */
export const latents = ndarray(Float32Array.from(rows.flat()), [5, 4]);
