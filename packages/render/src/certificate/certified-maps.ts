import type { NdArray } from 'ndarray';
import { methodHeading } from '../figures/method-heading.js';
import type { PanelHeading } from '../plots/panel-heading.js';
import type { DrawnCertificate } from './drawn-certificate.js';

/** Maps of one kind, of all inputs or of the first ones. */
export interface CertifiedMaps {
  readonly heading: PanelHeading;
  readonly maps: NdArray;
  /** Whether the maps are changes of the input, not of the score. */
  readonly isDrawn?: boolean;
}

/** The maps that a certificate has: of the method, of the encoder and of the decoder. */
export function certifiedMaps({
  explainer,
  description = explainer,
  maps,
  evidence,
  measures,
}: DrawnCertificate): CertifiedMaps[] {
  const drawn = measures.decoder?.maps;
  return [
    { heading: methodHeading('certificateFigure: the description', description), maps },
    ...(evidence
      ? [{ heading: { label: 'what the encoder reads', detail: 'real content replaced' }, maps: evidence }]
      : []),
    ...(drawn ? [{ heading: { label: 'what the decoder draws' }, maps: drawn, isDrawn: true }] : []),
  ];
}

/** The map of an input, or undefined if it has none: evidence exists for the first inputs only. */
export const mapOf = (maps: NdArray, input: number): NdArray | undefined =>
  input < (maps.shape[0] ?? 0) ? maps.pick(input) : undefined;

/** The score of an input with three digits, such as `score −0.0123`. */
export function scoreText(scores: NdArray, input: number): string {
  const score: number = scores.get(...scores.shape.map((_, axis) => (axis === 0 ? input : 0)));
  return Number.isFinite(score) ? `score ${score.toPrecision(3).replace('-', '−')}` : '';
}
