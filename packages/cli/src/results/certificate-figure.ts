import type { Certificate } from '@csm/evaluate';
import { certificateFigure, spotMap } from '@csm/render';
import type { InputSet } from '../inputs/input-set.js';
import type { OpenedModel } from '../models/opened-model.js';
import { cellsOf, mapAtSpots } from './map-figure.js';

/** The page of a certificate; for tissue, with the first map at the spots. */
export function figureOf(
  certificate: Certificate,
  { kind, counts, features, shape }: InputSet,
  { encoder }: Pick<OpenedModel, 'encoder'>,
): string {
  if (kind === 'genes on spots' && counts) {
    const { pixels, x, y } = counts.spots;
    const values = mapAtSpots(
      certificate.maps.pick(0),
      cellsOf(counts, shape, encoder.layout),
      encoder.layout,
    );
    const drawing = spotMap({ spots: pixels ?? { x, y }, maps: [{ title: certificate.explainer, values }] });
    return certificateFigure(certificate, { drawing });
  }
  return certificateFigure(certificate, shape.length === 1 && features ? { names: features } : {});
}
