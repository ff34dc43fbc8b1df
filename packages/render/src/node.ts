export { type RasterizeOptions, rasterize } from './rasterize.js';
export { writePng, writeSvg } from './write-file.js';
