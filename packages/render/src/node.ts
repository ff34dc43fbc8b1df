export { writePng, writeSvg } from './files/write-picture.js';
export { type RasterizeOptions, rasterize } from './svg/rasterize.js';
export { type ReadSpotImageOptions, readSpotImage, type SpotImage } from './tissue/read-spot-image.js';
