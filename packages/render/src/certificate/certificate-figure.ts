import { checkOptions, invalidArgument } from '@csm/base';
import { nestedSvg, svgSize } from '../svg/nested-svg.js';
import { svgDocument } from '../svg/svg-document.js';
import {
  CERTIFICATE_FIGURE_OPTIONS,
  type CertificateFigureOptions,
  checkCertificateFigureOptions,
} from './certificate-figure-options.js';
import { drawHead } from './certificate-head.js';
import { legendOf } from './certificate-legend.js';
import { drawNotes } from './certificate-notes.js';
import { certifiedPictures } from './certified-pictures.js';
import { certifiedBars, certifiedSignals } from './certified-rows.js';
import { checkCertificate } from './check-certificate.js';
import type { DrawnCertificate } from './drawn-certificate.js';
import { drawQuestions } from './question-table.js';

const MARGIN = 20;
/** Between the pictures and the questions; the pictures have a margin of their own. */
const GAP = 8;
/** Margin inside the documents that are nested. */
const INNER = 16;
const TABLE_WIDTH = 440;
/** The largest width of a drawing that is passed. */
const DRAWING_WIDTH = 640;

/**
 * Draws a certificate of `certify` of `@csm/evaluate` on one page: the concept, the method and the verdict; on the left the inputs,
 * their maps, what the encoder reads and what the decoder draws, with significant regions outlined; on the right each question
 * with its answer, what to do, and what the answer cannot see. Each verdict is shown by a word, a shape and a colour.
 *
 * Pictures, table rows and signals are drawn as by `panel`, `featureBars` and `signalMap`. The result is one self-contained
 * SVG; `rasterize` of `@csm/render/node` makes a PNG from it.
 *
 * @returns an SVG document.
 * @throws if the argument is not a certificate, an option is unknown or out of range, or an input cannot be drawn.
 *
 * @example
 * const certificate = await certify({ encoder, concept, positives, negatives, inputs, donors, explainer });
 * await writeSvg('out/certificate.svg', certificateFigure(certificate));
 * @category Figures
 */
export function certificateFigure(
  certificate: DrawnCertificate,
  options: CertificateFigureOptions = {},
): string {
  const caller = 'certificateFigure';
  checkOptions<CertificateFigureOptions>(caller, options, CERTIFICATE_FIGURE_OPTIONS);
  checkCertificate(caller, certificate);
  const [count = 0, ...shape] = certificate.inputs.shape;
  checkCertificateFigureOptions(caller, options, { count, members: shape.reduce((a, b) => a * b, 1) });
  const title = options.title ?? `Concept “${certificate.concept}”`;
  const left = drawingOf(caller, certificate, options, shape.length);
  const drawn = Math.min(DRAWING_WIDTH, svgSize(caller, 'drawing', left.svg).width);
  const width = Math.ceil(MARGIN - INNER + drawn + GAP + TABLE_WIDTH + MARGIN);
  const head = drawHead(certificate, title, { x: MARGIN, y: MARGIN, width: width - 2 * MARGIN });
  const line = MARGIN + head.height + 8;
  const top = line + 14;
  const picture = nestedSvg(left.svg, { x: MARGIN - INNER, y: top - INNER, width: drawn });
  const notes = drawNotes(certificate, left.legend, {
    x: MARGIN,
    y: top - INNER + picture.height,
    width: drawn - 2 * INNER,
  });
  const table = drawQuestions(certificate.questions, {
    x: width - MARGIN - TABLE_WIDTH,
    y: top,
    width: TABLE_WIDTH,
  });
  const body = Math.max(picture.height - INNER + notes.height, table.height);
  const rule = `<path d="M${MARGIN} ${line}H${width - MARGIN}" stroke="#111" stroke-width="1"/>`;
  return svgDocument(
    caller,
    { width, height: Math.ceil(top + body + MARGIN) },
    `${title}: ${certificate.verdict}`,
    // The white background of what is nested must not cover anything.
    [picture.svg, head.svg, rule, notes.svg, table.svg],
  );
}

/** Inputs and maps as a document of their own, and what their reader must know. */
function drawingOf(
  caller: string,
  certificate: DrawnCertificate,
  options: CertificateFigureOptions,
  axes: number,
): { svg: string; legend: string[] } {
  if (options.drawing !== undefined) return { svg: options.drawing, legend: [] };
  const { kind = axes === 3 ? 'pictures' : axes === 2 ? 'signals' : 'table' } = options;
  const count = certificate.inputs.shape[0] ?? 0;
  const usual = kind === 'pictures' ? 3 : 1;
  const { inputs = [...Array(Math.min(usual, count)).keys()] } = options;
  const fits = { pictures: axes === 3, signals: axes === 1 || axes === 2, table: axes === 1 }[kind];
  if (!fits || count === 0) {
    throw invalidArgument(
      `${caller}: inputs of shape [${certificate.inputs.shape}] cannot be drawn as ${kind}; pass a drawing of your own.`,
    );
  }
  const draw = { pictures: certifiedPictures, signals: certifiedSignals, table: certifiedBars }[kind];
  return { svg: draw(certificate, inputs, options), legend: legendOf(certificate, kind) };
}
