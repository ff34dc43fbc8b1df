import { writeAtomically } from '@csm/base/node';
import { csvFormat } from 'd3-dsv';
import type { CertificateFiles } from '../../experiments/certificate-files.js';
import type { MadeConcept } from '../concepts/concepts.js';
import type { Entangled } from '../concepts/entanglement.js';
import type { HeldOutScores } from '../concepts/held-out-scores.js';
import type { OtherAucs } from '../concepts/other-aucs.js';
import type { ConceptMeasures, Controlled, MethodMeasures } from '../maps/measure-maps.js';

/** The measures of one concept. */
export interface ConceptResult {
  readonly concept: MadeConcept;
  readonly scores: HeldOutScores;
  /** Undefined if the concept does not separate the scored pictures, because its vector is then noise. */
  readonly entangled: Entangled | undefined;
  /** Undefined if a side has no scored picture that is not an example of the concept. */
  readonly otherAucs: OtherAucs | undefined;
  /** Defined for the concepts that the figures show. */
  readonly maps: ConceptMeasures | undefined;
  /** Whether to believe the concept and its maps by the first method; undefined without maps, or with too few scored pictures. */
  readonly certificate: CertificateFiles | undefined;
}

type Cell = string | number;

/** One row per concept, one column per measure. The cell is empty if a value was not measured. */
export function resultRows(results: readonly ConceptResult[]): Record<string, Cell>[] {
  return results.map(({ concept, scores, entangled, otherAucs: other, maps, certificate }) => {
    const found = scores.separability;
    return {
      concept: concept.definition.name,
      examples_with: concept.examples[0],
      examples_without: concept.examples[1],
      heldout_with: found?.positives ?? '',
      heldout_without: found?.negatives ?? '',
      auc: number(found?.auc),
      auc_low: number(found?.aucInterval[0]),
      auc_high: number(found?.aucInterval[1]),
      separates: verdictOf(scores),
      cohens_d: number(found?.cohensD),
      auc_in_region: number(other?.inRegion),
      auc_logistic: number(other?.logistic),
      auc_svm: number(other?.svm),
      bootstrap_cosine_low: number(concept.bootstrap.low),
      bootstrap_cosine_median: number(concept.bootstrap.median),
      split_half_cosine: number(concept.halves),
      entangled_with: entangled?.name ?? '',
      entangled_cosine: number(entangled?.cosine),
      auc_partial: number(other?.partial),
      certificate: certificate?.verdict ?? '',
      certificate_method: certificate?.explainer ?? '',
      certificate_reasons: certificate?.reasons.join(' ') ?? '',
      map_pictures: maps?.ids.length ?? '',
      region_area: number(maps?.area),
      ...Object.assign(
        {},
        ...Object.entries(maps?.methods ?? {}).map(([method, m]) => mapColumns(method, m)),
      ),
    };
  });
}

/** Whether a concept separates the scored pictures: `yes`, `no`, or `unknown` if these are too few. */
export function verdictOf({ separability }: HeldOutScores): 'yes' | 'no' | 'unknown' {
  if (separability?.separates === undefined) return 'unknown';
  return separability.separates ? 'yes' : 'no';
}

function mapColumns(
  method: string,
  { explainedByRandom, warnings, mapWarnings: _warnings, maps: _maps, ...measures }: MethodMeasures,
): Record<string, Cell> {
  const entries = Object.entries(measures as Record<string, Controlled>);
  return {
    [`${method}: explained by random`]: number(explainedByRandom),
    [`${method}: depends on concept`]: warnings.length === 0 ? 'yes' : 'no',
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
  await writeAtomically(file, `${csvFormat(rows, columns)}\n`);
}
