import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ReportFigure } from '@csm/render';
import sharp from 'sharp';

/** Larger files, such as figures with histology, are embedded as a smaller picture: a page of many would weigh dozens of megabytes. */
const LARGEST_EMBEDDED = 2 ** 18;

/** The width of a smaller picture, in pixels: about what a page shows. */
const SHOWN_WIDTH = 900;

/** A figure of a page, from the files `<path>.png` and `<path>.svg`; the PNG has two pixels per pixel of the page. */
export async function figureBlock(path: string, alt: string, caption: string): Promise<ReportFigure> {
  const png = await readFile(`${path}.png`);
  const width = Math.round(png.readUInt32BE(16) / 2);
  if (png.length <= LARGEST_EMBEDDED) return { kind: 'figure', source: png, alt, caption, width };
  const name = basename(path);
  return {
    kind: 'figure',
    source: await smaller(png),
    alt,
    caption: `${caption} This is a smaller copy; \`${name}.png\` and \`${name}.svg\` are the whole figure.`,
    width,
  };
}

/** The same, or nothing if the figure was not drawn. */
export async function drawnFigure(path: string, alt: string, caption: string): Promise<ReportFigure[]> {
  return existsSync(`${path}.png`) ? [await figureBlock(path, alt, caption)] : [];
}

const smaller = (png: Uint8Array): Promise<Uint8Array> =>
  sharp(png)
    .flatten({ background: '#fff' })
    .resize({ width: SHOWN_WIDTH, withoutEnlargement: true })
    .jpeg({ quality: 85, chromaSubsampling: '4:4:4' })
    .toBuffer();
