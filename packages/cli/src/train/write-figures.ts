import { join } from 'node:path';
import { rasterize, writePng, writeSvg } from '@csm/render/node';

/** Writes figures as SVG and PNG, by name. */
export async function writeFigures(out: string, figures: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, svg] of Object.entries(figures)) {
    await writeSvg(join(out, `${name}.svg`), svg);
    await writePng(join(out, `${name}.png`), await rasterize(svg));
  }
}
