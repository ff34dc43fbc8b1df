import { attributeFigure } from '@csm/render';
import type { Faces } from '../data/faces.js';
import { asNdarray } from '../maps/pictures.js';
import { CONTROL, heading, type LabelledFace, pictureCell, words, writeFigure } from './figure-file.js';

/** The files of the paper's two figures, by the name of the method. */
const FILES: Readonly<Record<string, string>> = {
  guidedbp: 'guided-backprop',
  rectgrad: 'rectified-gradient',
};

/**
 * Draws the paper's two figures, maps by guided backprop and by rectified gradient next to the pictures; and each of them with
 * the same method's map of a random vector in between, which the paper lacks.
 * @param asPublished whether the paper's figures name the attributes only, and not which of them do not separate.
 */
export async function drawPaperFigures(
  folder: string,
  faces: Faces,
  shown: readonly LabelledFace[],
  asPublished: boolean,
) {
  for (const [m, { key, name, description }] of shown[0]!.paper.entries()) {
    const file = `${folder}/${FILES[key] ?? key}`;
    const row = (face: LabelledFace) => ({
      title: face.label,
      image: asNdarray(face.image),
      caption: pictureCell(face).caption,
    });
    const mapOf = (face: LabelledFace) => asNdarray(face.paper[m]!.map);
    const controlOf = (face: LabelledFace) => asNdarray(face.paper[m]!.control);
    const title = `${name}, ${faces.scored}, ${faces.title}`;
    await writeFigure(
      file,
      attributeFigure({
        title: title[0]!.toUpperCase() + title.slice(1),
        methods: [heading({ name, description })],
        rows: shown.map((face) => ({
          ...row(face),
          maps: [mapOf(face)],
          ...(asPublished && { title: words(face.name) }),
        })),
      }),
    );
    await writeFigure(
      `${file}-control`,
      attributeFigure({
        title: `${title[0]!.toUpperCase() + title.slice(1)}, with a control`,
        methods: [heading({ name, description }), CONTROL],
        rows: shown.map((face) => ({ ...row(face), maps: [mapOf(face), controlOf(face)] })),
      }),
    );
  }
}
