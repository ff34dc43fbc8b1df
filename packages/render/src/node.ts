export { writePng, writeSvg } from './files/write-file.js';
export { type RasterizeOptions, rasterize } from './svg/rasterize.js';
export { type ReadSpotImageOptions, readSpotImage, type SpotImage } from './tissue/spot-image.js';
