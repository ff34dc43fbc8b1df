import { dirname, resolve } from 'node:path';
import { invalidArgument, typeName } from '@csm/base';
import { writeAtomically } from '@csm/base/node';
import { hasPngSignature } from 'fast-png';
import { checkOutputSize } from '../checks/check-output-size.js';
import { encodePng } from '../pictures/png.js';
import { checkRgbaImage, type RgbaImage } from '../pictures/rgba-image.js';

/**
 * Writes a PNG file from a picture, or from the bytes of a PNG that {@link rasterize} or {@link encodePng} made. Creates
 * missing folders. The file is written atomically.
 *
 * @throws as {@link encodePng}; also if the value is neither a picture nor the bytes of a PNG.
 * @category Write files
 */
export async function writePng(path: string, image: RgbaImage | Uint8Array): Promise<void> {
  checkPath('writePng', path);
  await write(path, image instanceof Uint8Array ? checkPng(path, image) : pngOf(path, image));
}

function checkPng(path: string, bytes: Uint8Array): Uint8Array {
  if (hasPngSignature(bytes)) return bytes;
  throw invalidArgument(
    `writePng: expected the bytes of a PNG for ${path}; the ${bytes.length} bytes are not a PNG; pass a picture, or encode it.`,
  );
}

function pngOf(path: string, image: RgbaImage): Uint8Array {
  if (typeof image === 'string') {
    throw invalidArgument(
      `writePng: expected a picture or the bytes of a PNG for ${path}; got a string; pass SVG to writeSvg, or pass ` +
        'await rasterize(svg).',
    );
  }
  checkRgbaImage('writePng', image, `the picture for ${path}`);
  checkOutputSize('writePng', image.width, image.height);
  return encodePng(image);
}

/**
 * Writes an SVG file, as {@link writePng} does. @throws if `svg` is not a string with an `<svg` element.
 * @category Write files
 */
export async function writeSvg(path: string, svg: string): Promise<void> {
  checkPath('writeSvg', path);
  if (typeof svg !== 'string' || !svg.includes('<svg')) {
    const got = typeof svg === 'string' ? 'a string without an <svg> element' : typeName(svg);
    throw invalidArgument(`writeSvg: expected the text of an SVG document for ${path}; got ${got}.`);
  }
  await write(path, svg);
}

/**
 * The folders that were searched for temporary files of killed processes. Once per process, because a folder may
 * get many thousands of pictures.
 */
const searched = new Set<string>();

async function write(path: string, content: Uint8Array | string): Promise<void> {
  const folder = dirname(resolve(path));
  await writeAtomically(path, content, { removeStale: !searched.has(folder) });
  searched.add(folder);
}

function checkPath(caller: string, path: unknown): void {
  if (typeof path === 'string' && path !== '') return;
  throw invalidArgument(
    `${caller}: expected the path of a file first, such as 'out/map.png'; got ${typeName(path)}.`,
  );
}
