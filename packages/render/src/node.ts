export { type RasterizeOptions, rasterize } from './rasterize.js';
export { type ReadSpotImageOptions, readSpotImage, type SpotImage } from './spot-image.js';
export { writePng, writeSvg } from './write-file.js';
