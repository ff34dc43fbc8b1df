import { rasterize, writePng, writeSvg } from '@csm/render/node';

/** Writes a figure as SVG and PNG. @param path without an ending. */
export async function writeFigure(path: string, svg: string): Promise<void> {
  await writeSvg(`${path}.svg`, svg);
  await writePng(`${path}.png`, await rasterize(svg));
}
