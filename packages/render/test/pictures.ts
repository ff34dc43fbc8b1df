import type { RgbaImage } from '../src/pictures/rgba-image.js';

/** 4×4 checkerboard of black and white. */
export const checkerboard: RgbaImage = {
  width: 4,
  height: 4,
  data: Uint8Array.from({ length: 64 }, (_, i) => (i % 4 === 3 || ((i >> 2) + (i >> 4)) % 2 ? 255 : 0)),
};

/** An SVG document on white, in Inter. */
export const page = (content: string, width = 300, height = 40) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="Inter"><rect width="100%" height="100%" fill="#fff"/>${content}</svg>`;
