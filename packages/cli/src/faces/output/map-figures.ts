import { formatNumber, methodFigure, overlay, panel, renderMap, traversalFigure } from '@csm/render';
import type { Faces } from '../data/faces.js';
import type { AllMethods } from '../maps/all-methods.js';
import { asNdarray, stacked } from '../maps/pictures.js';
import type { ComparedMap, ShownFace } from '../maps/shown-face.js';
import { CONTROL, heading, type LabelledFace, pictureCell, writeFigure } from './figure-file.js';

const SALIENCY = {
  range: [-1, 1],
  label: 'saliency, in units of each map’s display limit; red raises the score',
} as const;
const SMOOTHED = { label: 'shift average', detail: 'same method, mean over 4 × 4 shifts' } as const;
const SMOOTHED_CONTROL = { label: CONTROL.label, detail: 'shift average, equal norm' } as const;

/** Draws one row per concept: a picture with a high score, then each method's map and the map of a random vector. */
export async function drawPanel(file: string, faces: Faces, shown: readonly LabelledFace[]) {
  const svg = panel({
    title: `Concept saliency maps of ${faces.scored}, ${faces.title}`,
    columns: [
      'picture',
      ...shown[0]!.methods.flatMap((method) => [
        heading(method),
        ...(method.smoothed ? [SMOOTHED, SMOOTHED_CONTROL] : [CONTROL]),
      ]),
    ],
    rows: shown.map((face) => ({
      label: face.label,
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

/** A shift average is compared with that of the random vector. */
const mapsOf = ({ map, smoothed, smoothedControl, control }: ComparedMap) =>
  smoothed && smoothedControl ? [map, smoothed, smoothedControl] : [map, control];

/** Draws each method's map over the picture, in grey; the shift average where there is one. */
export async function drawOverlays(file: string, faces: Faces, shown: readonly LabelledFace[]) {
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
      label: face.label,
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
  shown: readonly LabelledFace[],
  alphas: readonly number[],
) {
  const [first] = shown[0]!.methods;
  const svg = traversalFigure({
    title: `Latent traversal D(z + α v), ${faces.title}`,
    alphas,
    change: true,
    kind: 'signed',
    methods: [heading(first!), ...(first!.smoothed ? [SMOOTHED] : [])],
    rows: shown.map((face) => {
      const { map, smoothed, correlation } = face.methods[0]!;
      const { caption, outline } = picture(faces, face);
      const r = correlation === undefined ? '' : `r(|map|, |change|) ${formatNumber(correlation)}`;
      return {
        title: face.label,
        image: asNdarray(face.image),
        caption,
        outline,
        pictures: stacked(face.traversal),
        maps: [map, ...(smoothed ? [smoothed] : [])].map(asNdarray),
        captions: [r, ...(smoothed ? [''] : [])],
      };
    }),
    ...outlineLabel(faces),
  });
  await writeFigure(file, svg);
}

/** Draws every method's map of one picture, next to the same method's map of a random vector. */
export async function drawAllMethods(
  file: string,
  faces: Faces,
  face: LabelledFace,
  { methods }: AllMethods,
) {
  const { caption, outline } = picture(faces, face);
  const svg = methodFigure({
    title: `Maps by all methods, ${faces.title}. ${face.label}`,
    image: asNdarray(face.image),
    caption,
    outline,
    reconstruction: asNdarray(face.reconstruction),
    maps: methods.map((method) => ({
      method: heading(method),
      map: asNdarray(method.map),
      control: asNdarray(method.control),
    })),
    controlHeading: CONTROL,
    columns: 8,
    kind: 'signed',
    ...outlineLabel(faces),
  });
  await writeFigure(file, svg);
}

/** The shown picture with its score and rank, and the region where the concept is visible, if it is known. */
function picture(faces: Faces, face: ShownFace) {
  const region = faces.regions.get(face.name);
  const outline = region && region.among([face.id]).length > 0 ? region.mask(face.id) : undefined;
  return { ...pictureCell(face), outline };
}

/** What the outlines show. */
function outlineLabel({ regions }: Faces) {
  const labels = new Set([...regions.values()].map(({ description }) => description));
  return labels.size > 0 ? { outlineLabel: [...labels].join('; ') } : {};
}
