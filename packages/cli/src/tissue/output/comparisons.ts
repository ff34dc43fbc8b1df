import { mean } from '@csm/base';
import type { ReportSection } from '@csm/render';
import type { Analysis, ConceptResult } from '../analysis.js';
import { type Evidence, meanEvidence } from '../evidence.js';
import { type Agreement, agreement, type MarkerRun } from '../stability.js';
import { auc, verdict } from '../verdict.js';

/** How well counts, decoded concepts and maps find the labelled layers. */
export function evidenceSection(analyses: readonly Analysis[]): ReportSection {
  const [first] = analyses;
  const cases = analyses.flatMap((one) => one.evidence.filter(({ counts }) => counts));
  const names = first!.evidence.map(
    ({ marker, layers, counts }) => `${marker}: ${layers.join(' or ')}${counts ? '' : ' (not in the mean)'}`,
  );
  const perMarker = names.map((_, i) => meanEvidence(analyses.map((one) => one.evidence[i]!.rows)));
  const all = meanEvidence((cases.length > 0 ? cases : first!.evidence).map(({ rows }) => rows));
  const head = [
    'values',
    ...names,
    'mean of the markers',
    'random concept vectors',
    'mean picture of the genes',
    'Moran’s I',
    'explained by random',
  ];
  const body = all.map((row, i) => {
    // A decoded concept is one picture, so its AUC is in the column of single genes.
    const own = (one: Evidence) => auc(Number.isNaN(one.genes) ? one.mean : one.genes);
    return [
      row.what,
      ...perMarker.map((marker) => own(marker[i]!)),
      own(row),
      auc(row.random),
      auc(row.mean),
      row.moransI.toFixed(2),
      auc(row.explainedByRandom),
    ];
  });
  const { controls, genes } = sizes(first!);
  const trainings = `${analyses.length} training${analyses.length > 1 ? 's' : ''}`;
  const text =
    'Area under the ROC curve (AUC) of the signed values, for the spots of the layer against all other labelled spots: 1 ranks all ' +
    `spots of the layer first, .5 is chance. The columns of the markers give the mean over the ${genes} separate genes of the concept and ` +
    `over ${trainings}; for the decoded concept, the AUC of its picture. “Random concept vectors”: the same for ${controls} random ` +
    'vectors of the same length; a method that reaches the same AUC with them does not show the concept. “Mean picture of the ' +
    'genes”: AUC of the average over the genes. “Moran’s I”: how similar neighbouring spots are, near 0 without order, near 1 for ' +
    'smooth maps. “Explained by random”: share of the maps’ variance that maps of the random vectors explain; above .40, maps show ' +
    'the network and the gene, not the concept.';
  return {
    heading: 'Do the maps find the layers?',
    blocks: [
      { kind: 'text', text },
      { kind: 'list', items: verdict(all) },
      {
        kind: 'table',
        caption: 'AUC of counts, decoded concepts and maps for the layers',
        columns: head,
        rows: body,
      },
    ],
  };
}

/** How much the trainings agree with the first one. */
export function stabilitySection(analyses: readonly Analysis[]): ReportSection {
  const [first, ...others] = analyses;
  const rows = others.flatMap((other) =>
    other.concepts.map((concept, i) => ({
      seeds: `${first!.seed} and ${other.seed}`,
      ...agreement(runOf(first!.concepts[i]!), runOf(concept)),
    })),
  );
  const methods = Object.keys(rows[0]!.maps);
  const head = ['seeds', 'marker', 'genes in both', 'decoded concept', ...methods];
  const line = ({ seeds, marker, shared, of, decoded, maps }: Agreement & { seeds: string }) => [
    seeds,
    marker,
    `${shared} of ${of}`,
    decoded.toFixed(2),
    ...methods.map((method) => maps[method]!.toFixed(2)),
  ];
  const means = [
    '',
    'mean',
    mean(rows.map((row) => row.shared)).toFixed(1),
    mean(rows.map((row) => row.decoded)).toFixed(2),
    ...methods.map((method) => mean(rows.map((row) => row.maps[method]!)).toFixed(2)),
  ];
  const text =
    'Number of genes that both concepts share, and Pearson correlations over the spots of the decoded concepts and of the marker’s ' +
    'maps by each method. A method that draws the same map for every concept also agrees. The same seed gives the same bytes.';
  return {
    heading: 'Do two trainings agree?',
    blocks: [
      { kind: 'text', text },
      {
        kind: 'table',
        caption: 'Agreement of the trainings',
        columns: head,
        rows: [...rows.map(line), means],
      },
    ],
  };
}

function sizes({ concepts }: Analysis) {
  const [maps] = concepts[0]!.maps;
  return { controls: maps!.random.length, genes: maps!.maps.length };
}

function runOf({ marker, found, maps, decodedAtSpots }: ConceptResult): MarkerRun {
  return {
    marker: marker.name,
    genes: found.genes.map(({ gene }) => gene),
    maps: Object.fromEntries(maps.map((one) => [one.method.name, one.maps[0]!])),
    decoded: decodedAtSpots,
  };
}
