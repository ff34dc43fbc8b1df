import { csvFormat } from 'd3-dsv';
import { writeText } from '../../../support/write-text.js';
import type { ConceptInContext } from '../concepts/concepts.js';
import type { Separability } from '../concepts/separability.js';
import type { ConceptMeasures, Controlled, MethodMeasures } from '../maps/measure-maps.js';
import { textTable } from './text-table.js';

/** The measures of one concept. */
export interface ConceptResult {
  readonly concept: ConceptInContext;
  /** Undefined if a side has too few held-out pictures. */
  readonly separability: Separability | undefined;
  /** Defined for the concepts that the figures show. */
  readonly maps: ConceptMeasures | undefined;
}

type Cell = string | number;

/** One row per concept, one column per measure. The cell is empty if a value was not measured. */
export function resultRows(results: readonly ConceptResult[]): Record<string, Cell>[] {
  return results.map(({ concept, separability: s, maps }) => ({
    concept: concept.definition.name,
    examples_with: concept.examples[0],
    examples_without: concept.examples[1],
    heldout_with: s?.positives.length ?? '',
    heldout_without: s?.negatives.length ?? '',
    auc: number(s?.auc),
    cohens_d: number(s?.cohensD),
    auc_in_region: number(s?.aucInRegion),
    auc_logistic: number(s?.logisticAuc),
    auc_svm: number(s?.svmAuc),
    bootstrap_cosine_low: number(concept.bootstrap.low),
    bootstrap_cosine_median: number(concept.bootstrap.median),
    entangled_with: concept.entangled?.name ?? '',
    entangled_cosine: number(concept.entangled?.cosine),
    auc_conditional: number(s?.conditionalAuc),
    map_pictures: maps?.pictures ?? '',
    region_area: number(maps?.area),
    ...Object.assign({}, ...Object.entries(maps?.methods ?? {}).map(([method, m]) => mapColumns(method, m))),
  }));
}

function mapColumns(
  method: string,
  { explainedByRandom, warnings, ...measures }: MethodMeasures,
): Record<string, Cell> {
  const entries = Object.entries(measures as Record<string, Controlled>);
  return {
    [`${method}: explained by random`]: number(explainedByRandom),
    [`${method}: gate`]: warnings.length === 0 ? 'passed' : 'warned',
    ...Object.fromEntries(
      entries.flatMap(([measure, { concept, random }]) => [
        [`${method}: ${measure}`, number(concept)],
        [`${method}: ${measure}, random mean`, number(random[0])],
        [`${method}: ${measure}, random largest`, number(random[2])],
      ]),
    ),
  };
}

const number = (value: number | undefined): Cell =>
  value === undefined || !Number.isFinite(value) ? '' : Number(value.toFixed(4));

/** Writes `results.csv`. */
export async function writeResultTable(file: string, results: readonly ConceptResult[]): Promise<void> {
  const rows = resultRows(results);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  await writeText(file, `${csvFormat(rows, columns)}\n`);
}

/** The summary that a run prints at its end. */
export function summary(results: readonly ConceptResult[]): string {
  const fixed = (value: number | undefined) => (value === undefined ? '' : value.toFixed(2));
  const against = ({ concept, random: [mean, , largest] }: Controlled) =>
    `${concept.toFixed(3)} (${mean.toFixed(3)}, ${largest.toFixed(3)})`;
  const separation = results.map(({ concept, separability: s }) => [
    concept.definition.name,
    fixed(s?.auc),
    fixed(s?.cohensD),
    fixed(s?.aucInRegion),
    fixed(s?.logisticAuc),
    fixed(s?.svmAuc),
    fixed(concept.bootstrap.low),
    concept.entangled ? `${concept.entangled.name} ${fixed(concept.entangled.cosine)}` : '',
    fixed(s?.conditionalAuc),
  ]);
  const maps = results.flatMap(({ maps: measured }) =>
    Object.entries(measured?.methods ?? {}).map(([method, m]) => [
      measured!.name,
      method,
      String(measured!.pictures),
      `${m.explainedByRandom.toFixed(2)}${m.warnings.length > 0 ? ', warning' : ''}`,
      against(m.change),
      against(m.conceptChange),
      measured!.area?.toFixed(3) ?? '',
      m.inside ? against(m.inside) : '',
      m.insideWithout ? against(m.insideWithout) : '',
    ]),
  );
  return [
    'Concept scores on held-out pictures',
    textTable([
      [
        'concept',
        'AUC',
        'd',
        'AUC, region known',
        'logistic',
        'SVM',
        'bootstrap cosine',
        'entangled with',
        'AUC without it',
      ],
      ...separation,
    ]),
    '',
    'Maps on held-out pictures with the concept. In brackets: random vectors of equal norm, mean and largest.',
    'Explained by random: share of the maps’ variance that maps of random vectors explain. Above 0.40, maps do not show the concept.',
    textTable([
      [
        'concept',
        'method',
        'n',
        'explained by random',
        'r(map, own change)',
        "r(map, concept's change)",
        'area',
        'inside',
        'inside, on faces without',
      ],
      ...maps,
    ]),
  ].join('\n');
}
