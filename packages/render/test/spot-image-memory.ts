// Prints by how much the peak memory (largest resident set) of this process grew while a picture was read. Argument:
// the picture.
import { readSpotImage } from '../src/tissue/read-spot-image.js';

await import('sharp');
const peak = () => process.resourceUsage().maxRSS * 1024;
const before = peak();
const began = performance.now();
const { image } = await readSpotImage(process.argv[2]!);
const seconds = (performance.now() - began) / 1000;
console.log(JSON.stringify({ width: image.width, before, growth: peak() - before, seconds }));
