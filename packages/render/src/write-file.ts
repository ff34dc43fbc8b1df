import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasPngSignature } from 'fast-png';
import { encodePng } from './png.js';
import type { RgbaImage } from './rgba-image.js';

/**
 * Writes a PNG file: a picture, or bytes that {@link rasterize} or {@link encodePng} made. Missing folders are created;
 * the file appears whole or not at all (written beside it, then renamed).
 *
 * @throws TypeError for bytes that are not a PNG
 */
export async function writePng(path: string, image: RgbaImage | Uint8Array): Promise<void> {
  if (image instanceof Uint8Array && !hasPngSignature(image))
    throw new TypeError(
      `writePng: the ${image.length} bytes for ${path} are not a PNG; pass a picture or encode it`,
    );
  await writeWhole(path, image instanceof Uint8Array ? image : encodePng(image));
}

/** Writes an SVG file, as {@link writePng} does. @throws TypeError for text without an `<svg` element */
export async function writeSvg(path: string, svg: string): Promise<void> {
  if (!svg.includes('<svg')) throw new TypeError(`writeSvg: the text for ${path} holds no <svg> element`);
  await writeWhole(path, svg);
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
