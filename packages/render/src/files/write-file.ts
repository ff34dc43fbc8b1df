import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasPngSignature } from 'fast-png';
import { typeName } from '../checks/type-name.js';
import { encodePng } from '../pictures/png.js';
import { checkOutputSize, checkRgbaImage, type RgbaImage } from '../pictures/rgba-image.js';

/**
 * Writes a PNG file: a picture, or bytes that {@link rasterize} or {@link encodePng} made. Missing folders are created;
 * the file appears whole or not at all (written beside it, then renamed).
 *
 * @throws TypeError for what is no picture and bytes that are not a PNG; RangeError as {@link encodePng}
 */
export async function writePng(path: string, image: RgbaImage | Uint8Array): Promise<void> {
  checkPath('writePng', path);
  await writeWhole(path, image instanceof Uint8Array ? checkedPng(path, image) : pngOf(path, image));
}

function checkedPng(path: string, bytes: Uint8Array): Uint8Array {
  if (hasPngSignature(bytes)) return bytes;
  throw new TypeError(
    `writePng: the ${bytes.length} bytes for ${path} are not a PNG; pass a picture or encode it`,
  );
}

function pngOf(path: string, image: RgbaImage): Uint8Array {
  if (typeof image === 'string')
    throw new TypeError(
      `writePng: expected a picture or the bytes of a PNG for ${path}; got string (SVG goes to writeSvg, or here ` +
        'through await rasterize(svg))',
    );
  checkRgbaImage('writePng', image, `what goes to ${path}`);
  checkOutputSize('writePng', image.width, image.height);
  return encodePng(image);
}

/** Writes an SVG file, as {@link writePng} does. @throws TypeError for what is no text, or text without an `<svg` element */
export async function writeSvg(path: string, svg: string): Promise<void> {
  checkPath('writeSvg', path);
  if (typeof svg !== 'string')
    throw new TypeError(`writeSvg: expected the text of an SVG document for ${path}; got ${typeName(svg)}`);
  if (!svg.includes('<svg')) throw new TypeError(`writeSvg: the text for ${path} holds no <svg> element`);
  await writeWhole(path, svg);
}

function checkPath(caller: string, path: unknown): void {
  if (typeof path === 'string' && path !== '') return;
  throw new TypeError(
    `${caller}: expected the path of a file first, such as 'out/map.png'; got ${typeName(path)}`,
  );
}

async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
