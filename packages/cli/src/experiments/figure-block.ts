import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ReportFigure } from '@csm/render';
import { rasterize } from '@csm/render/node';

/** Larger files, such as figures with histology, are embedded at half their resolution. */
const LARGEST_EMBEDDED = 2 ** 20;

/** A figure of a page, from the files `<path>.png` and `<path>.svg`; the PNG has two pixels per pixel of the page. */
export async function figureBlock(path: string, alt: string, caption: string): Promise<ReportFigure> {
  const png = await readFile(`${path}.png`);
  const width = Math.round(png.readUInt32BE(16) / 2);
  const source =
    png.length <= LARGEST_EMBEDDED
      ? png
      : await rasterize(await readFile(`${path}.svg`, 'utf8'), { scale: 1 });
  return { kind: 'figure', source, alt, caption, width };
}

/** The same, or nothing if the figure was not drawn. */
export async function drawnFigure(path: string, alt: string, caption: string): Promise<ReportFigure[]> {
  return existsSync(`${path}.png`) ? [await figureBlock(path, alt, caption)] : [];
}
