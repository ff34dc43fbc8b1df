import { panel, renderMap } from '@csm/render';
import type { Faces } from '../../../support/labelled-faces/faces.js';
import { asNdarray, type Picture } from '../maps/pictures.js';
import type { ShownFace } from '../maps/shown-face.js';
import { CONTROL, heading, pictureCell, words, writeFigure } from './figure-file.js';

/** The files of the paper's two figures, by the name of the method. */
const FILES: Readonly<Record<string, string>> = {
  guidedbp: 'guided-backprop',
  rectgrad: 'rectified-gradient',
};

/**
 * Draws the paper's two figures, maps by guided backprop and by rectified gradient next to the pictures; and each of them with
 * the same method's map of a random vector in between, which the paper lacks.
 */
export async function drawPaperFigures(folder: string, faces: Faces, shown: readonly ShownFace[]) {
  for (const [m, { key, name, description }] of shown[0]!.paper.entries()) {
    const file = `${folder}/${FILES[key] ?? key}`;
    const title = `${name}, ${faces.scored}, ${faces.title}`;
    const map = (of: Picture) => renderMap(asNdarray(of), { kind: 'minMax' });
    const draw = (end: string, withControl: boolean) =>
      panel({
        title: `${title[0]!.toUpperCase()}${title.slice(1)}${end}`,
        columns: [heading({ name, description }), ...(withControl ? [CONTROL] : []), 'picture'],
        rows: shown.map((face) => ({
          label: words(face.name),
          cells: [
            map(face.paper[m]!.map),
            ...(withControl ? [map(face.paper[m]!.control)] : []),
            pictureCell(face),
          ],
        })),
        colorBars: [
          {
            colorMap: 'viridis',
            range: [0, 1],
            ends: ['smallest', 'largest'],
            label: 'saliency, clipped to its 0.5 and 99.5 percentiles; each map has its own range',
          },
        ],
      });
    await writeFigure(file, draw('', false));
    await writeFigure(`${file}-control`, draw(', with a control', true));
  }
}
