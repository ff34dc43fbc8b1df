import { verdictText } from '../../experiments/certificate-files.js';
import type { Controlled } from '../maps/measure-maps.js';
import { type ConceptResult, verdictOf } from './results.js';
import { textTable } from './text-table.js';

/** The summary that a run prints at its end. */
export function summary(results: readonly ConceptResult[], scored: string): string {
  return [
    `Concept scores of ${scored}. AUC with its 95 % interval`,
    scoreTable(results),
    '',
    `Maps of ${scored} with the concept. In brackets: random vectors of equal norm, mean and largest.`,
    'Explained by random: share of the maps’ variance that maps of random vectors explain. Above 0.40, maps do not show the concept.',
    mapTable(results),
    ...certificateLines(results),
  ].join('\n');
}

function certificateLines(results: readonly ConceptResult[]): string[] {
  const texts = results.flatMap(({ certificate }) => (certificate ? [verdictText(certificate)] : []));
  return texts.length === 0
    ? []
    : ['', 'Whether to believe a concept and its maps (certificates):', ...texts];
}

/** An AUC of 1.000 would hide that some pictures are on the wrong side. */
const aucText = (value: number | undefined) => {
  if (value === undefined) return '';
  return value < 1 && value >= 0.9995 ? '>0.999' : value.toFixed(3);
};
const fixed = (value: number | undefined) => (value === undefined ? '' : value.toFixed(2));

function scoreTable(results: readonly ConceptResult[]): string {
  return textTable([
    [
      ...['concept', 'AUC', 'interval', 'separates', 'd', 'AUC, region known', 'logistic', 'SVM'],
      ...['split-half cosine', 'entangled with', 'AUC, given it'],
    ],
    ...results.map(({ concept, scores, entangled, otherAucs: other }) => [
      concept.definition.name,
      aucText(scores.separability?.auc),
      scores.separability?.aucInterval.map(aucText).join(' to ') ?? '',
      verdictOf(scores),
      fixed(scores.separability?.cohensD),
      aucText(other?.inRegion),
      aucText(other?.logistic),
      aucText(other?.svm),
      fixed(concept.halves),
      entangled ? `${entangled.name} ${fixed(entangled.cosine)}` : '',
      aucText(other?.partial),
    ]),
  ]);
}

function mapTable(results: readonly ConceptResult[]): string {
  const against = ({ concept, random: [mean, , largest] }: Controlled) =>
    `${concept.toFixed(3)} (${mean.toFixed(3)}, ${largest.toFixed(3)})`;
  const rows = results.flatMap(({ maps: measured }) =>
    Object.entries(measured?.methods ?? {}).map(([method, m]) => [
      measured!.name,
      method,
      String(measured!.ids.length),
      `${m.explainedByRandom.toFixed(2)}${m.warnings.length > 0 ? ', warning' : ''}`,
      against(m.change),
      against(m.conceptChange),
      measured!.area?.toFixed(3) ?? '',
      m.inside ? against(m.inside) : '',
      m.insideWithout ? against(m.insideWithout) : '',
    ]),
  );
  return textTable([
    [
      ...['concept', 'method', 'n', 'explained by random', 'r(|map|, |own change|)'],
      ...["r(|map|, |concept's change|)", 'area', 'inside', 'inside, faces without the concept'],
    ],
    ...rows,
  ]);
}
