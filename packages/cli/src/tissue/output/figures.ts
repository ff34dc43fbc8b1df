import { rasterize, writePng, writeSvg } from '@csm/render/node';
import type { Figure } from '../analysis.js';
import { controlFigure, paperFigure } from './concept-figures.js';
import type { FigureInput } from './figure-input.js';
import { lossFigure, reconstructionFigure, scoreFigure } from './model-figures.js';
import { countsFigure, meanMaps, tissueConcepts } from './section-figures.js';

/** Draws all figures as SVG and PNG into the folder. */
export async function drawFigures(folder: string, input: FigureInput): Promise<Figure[]> {
  const drawn = [
    paperFigure(input),
    controlFigure(input),
    countsFigure(input),
    tissueConcepts(input),
    meanMaps(input),
    scoreFigure(input),
    reconstructionFigure(input),
    ...(input.history.length > 0 ? [lossFigure(input)] : []),
  ];
  for (const { name, svg } of drawn) {
    await writeSvg(`${folder}/${name}.svg`, svg);
    await writePng(`${folder}/${name}.png`, await rasterize(svg));
  }
  return drawn.map(({ svg, ...figure }) => figure);
}
