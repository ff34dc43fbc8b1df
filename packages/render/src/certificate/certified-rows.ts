import type { NdArray } from 'ndarray';
import { featureBars } from '../plots/feature-bars.js';
import { signalMap } from '../plots/signal-map.js';
import type { CertificateFigureOptions } from './certificate-figure-options.js';
import { certifiedMaps, mapOf, scoreText } from './certified-maps.js';
import type { DrawnCertificate } from './drawn-certificate.js';

/** Each map of each input, with a title that says whose it is; maps of one kind follow each other. */
function titledMaps(certificate: DrawnCertificate, inputs: readonly number[]) {
  return certifiedMaps(certificate).flatMap(({ heading, maps }) =>
    inputs.flatMap((input) => {
      const map = mapOf(maps, input);
      const whose = [`input ${input}`, scoreText(certificate.scores, input)].filter(Boolean).join(', ');
      return map ? [{ input, map, title: `${heading.label}\n${whose}` }] : [];
    }),
  );
}

/** The largest features of rows of a table as bars; the features that matter have an asterisk. */
export function certifiedBars(
  certificate: DrawnCertificate,
  inputs: readonly number[],
  { names, cellSize = inputs.length > 1 ? 250 : 380 }: CertificateFigureOptions,
): string {
  const { significant } = certificate.measures.regions ?? {};
  const length = certificate.inputs.shape[1] ?? 0;
  const named = names ?? Array.from({ length }, (_, i) => `feature ${i}`);
  return featureBars({
    names: named.map((name, i) => (significant?.get(i) ? `${name} *` : name)),
    rows: titledMaps(certificate, inputs).map(({ map, title }) => ({ title, values: map })),
    unit: '',
    columns: Math.min(2, inputs.length),
    cellSize: Math.max(160, cellSize),
  });
}

/** Signals with the colours of their maps; a line marks the samples that matter. */
export function certifiedSignals(
  certificate: DrawnCertificate,
  inputs: readonly number[],
  { axis, axisLabel }: CertificateFigureOptions,
): string {
  const { significant } = certificate.measures.regions ?? {};
  const marks = significant && samplesOf(significant);
  return signalMap({
    rows: titledMaps(certificate, inputs).map(({ input, map, title }) => ({
      ...{ title, map, marks },
      signal: certificate.inputs.pick(input),
    })),
    axis,
    axisLabel,
    width: 400,
    height: 72,
  });
}

/** 1 where any channel of a sample belongs to a region that matters. */
function samplesOf(significant: NdArray): number[] {
  const [length = 0, channels = 1] = significant.shape;
  const isOne = significant.shape.length === 1;
  const at = (i: number, c: number): number => (isOne ? significant.get(i) : significant.get(i, c));
  return Array.from({ length }, (_, i) =>
    Array.from({ length: channels }, (_, c) => at(i, c)).some((one) => one > 0) ? 1 : 0,
  );
}
