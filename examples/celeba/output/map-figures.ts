import { overlay, panel, renderImage, renderMap } from '@csm/render';
import type { Faces } from '../../../support/labelled-faces/faces.js';
import type { AllMethods } from '../maps/all-methods.js';
import { asNdarray } from '../maps/pictures.js';
import type { ComparedMap, ShownFace } from '../maps/shown-face.js';
import { CONTROL, fixed, heading, pictureCell, words, writeFigure } from './figure-file.js';

const SALIENCY = {
  range: [-1, 1],
  label: 'saliency, in units of each map’s display limit; red raises the score',
} as const;
const SMOOTHED = { label: 'shift average', detail: 'same method, mean over 4 × 4 shifts' } as const;

/** Draws one row per concept: a picture with a high score, then each method's map and the map of a random vector. */
export async function drawPanel(file: string, faces: Faces, shown: readonly ShownFace[]) {
  const svg = panel({
    title: `Concept saliency maps of ${faces.scored}, ${faces.title}`,
    columns: [
      'picture',
      ...shown[0]!.methods.flatMap((method) => [
        heading(method),
        ...(method.smoothed ? [SMOOTHED] : []),
        CONTROL,
      ]),
    ],
    rows: shown.map((face) => ({
      label: words(face.name),
      cells: [
        picture(faces, face),
        ...face.methods.flatMap((method) =>
          mapsOf(method).map((map) => ({ image: renderMap(asNdarray(map)) })),
        ),
      ],
    })),
    colorBars: [SALIENCY],
    ...outlineLabel(faces),
  });
  await writeFigure(file, svg);
}

const mapsOf = ({ map, smoothed, control }: ComparedMap) => [map, ...(smoothed ? [smoothed] : []), control];

/** Draws each method's map over the picture, in grey; the shift average where there is one. */
export async function drawOverlays(file: string, faces: Faces, shown: readonly ShownFace[]) {
  const svg = panel({
    title: `Maps over ${faces.scored}, ${faces.title}`,
    columns: [
      'picture',
      ...shown[0]!.methods.map((method) => {
        const { label, detail } = heading(method);
        return method.smoothed ? { label: `shift average of ${label}`, detail } : { label, detail };
      }),
    ],
    rows: shown.map((face) => ({
      label: words(face.name),
      cells: [
        picture(faces, face),
        ...face.methods.map(({ map, smoothed }) => ({
          image: overlay(asNdarray(face.image), asNdarray(smoothed ?? map)),
        })),
      ],
    })),
    colorBars: [SALIENCY],
    ...outlineLabel(faces),
  });
  await writeFigure(file, svg);
}

/**
 * Draws one row per concept: the picture, D(z + α v) over α, the change from the first to the last α, and the map of the first
 * method.
 */
export async function drawTraversal(
  file: string,
  faces: Faces,
  shown: readonly ShownFace[],
  alphas: readonly number[],
) {
  const [first] = shown[0]!.methods;
  const most = Math.max(...alphas);
  const svg = panel({
    title: `Latent traversal D(z + α v), ${faces.title}`,
    columns: [
      'picture',
      ...alphas.map((alpha) => `α = ${fixed(alpha, Number.isInteger(alpha) ? 0 : 1)}`),
      { label: 'change', detail: `D(z + ${most} v) − D(z − ${most} v)` },
      heading(first!),
      ...(first!.smoothed ? [SMOOTHED] : []),
    ],
    rows: shown.map((face) => {
      const { map, smoothed, correlation } = face.methods[0]!;
      return {
        label: words(face.name),
        cells: [
          picture(faces, face),
          ...face.traversal.map((step) => ({ image: renderImage(asNdarray(step)) })),
          { image: renderMap(asNdarray(face.change)) },
          {
            image: renderMap(asNdarray(map)),
            caption: correlation === undefined ? '' : `r(|map|, |change|) ${fixed(correlation, 2)}`,
          },
          ...(smoothed ? [{ image: renderMap(asNdarray(smoothed)) }] : []),
        ],
      };
    }),
    colorBars: [
      {
        range: [-1, 1],
        label: 'change: red is brighter; map: red raises the score; each in units of its display limit',
      },
    ],
    ...outlineLabel(faces),
  });
  await writeFigure(file, svg);
}

/** Pairs of a map and its control per row. */
const PAIRS = 4;

/** Draws every method's map of one picture, next to the same method's map of a random vector. */
export async function drawAllMethods(file: string, faces: Faces, face: ShownFace, { methods }: AllMethods) {
  const pairs = [
    [
      { ...picture(faces, face), heading: 'picture' },
      { image: renderImage(asNdarray(face.reconstruction)), heading: 'reconstruction' },
    ],
    ...methods.map((method) => [
      { image: renderMap(asNdarray(method.map)), heading: heading(method) },
      { image: renderMap(asNdarray(method.control)), heading: CONTROL },
    ]),
  ];
  const rows = Array.from({ length: Math.ceil(pairs.length / PAIRS) }, (_, row) => {
    const cells = pairs.slice(row * PAIRS, (row + 1) * PAIRS).flat();
    return { cells: [...cells, ...new Array<null>(2 * PAIRS - cells.length).fill(null)] };
  });
  const svg = panel({
    title: `${words(face.name)} by all methods, ${faces.title}`,
    columns: new Array<string>(2 * PAIRS).fill(''),
    rows,
    colorBars: [SALIENCY],
    ...outlineLabel(faces),
  });
  await writeFigure(file, svg);
}

/** The shown picture with the place of its score, and the region where the concept is visible, if it is known. */
function picture(faces: Faces, face: ShownFace) {
  const region = faces.regions.get(face.name);
  return {
    ...pictureCell(face),
    ...(region?.among([face.id]).length && { outline: region.mask(face.id) }),
  };
}

/** What the outlines show. */
function outlineLabel({ regions }: Faces) {
  const labels = new Set([...regions.values()].map(({ description }) => description));
  return labels.size > 0 ? { outlineLabel: [...labels].join('; ') } : {};
}
