import { average } from '../../support/average.js';
import type { ConceptResult } from './evaluate.js';

/** Share of a method's maps inside the masks, divided by the masks' share of the area, averaged over concepts. */
export interface MethodSummary {
  readonly shareOverArea: number;
  /** The same for random concept vectors. */
  readonly randomOverArea: number;
  /** Share of the maps' variance that maps of random vectors explain, averaged over concepts. */
  readonly explainedByRandom: number;
  /** Correlation of the maps with what the encoder answers to real content, averaged over concepts. */
  readonly correlation: number;
  /** Number of concepts whose maps the gate believes. */
  readonly believed: number;
}

export function summarise(results: readonly ConceptResult[]): Record<string, MethodSummary> {
  const methods = Object.keys(results[0]!.methods);
  return Object.fromEntries(
    methods.map((method) => [
      method,
      {
        shareOverArea: average(results.map((r) => r.methods[method]!.share / r.areaShare)),
        randomOverArea: average(results.map((r) => r.methods[method]!.random.mean / r.areaShare)),
        explainedByRandom: average(results.map((r) => r.methods[method]!.explainedByRandom)),
        correlation: average(results.map((r) => r.methods[method]!.gate.map.measured?.correlation ?? 0)),
        believed: results.filter((r) => r.methods[method]!.gate.verdict === 'believe').length,
      },
    ]),
  );
}

/** One line per concept: AUC, area of the mask, and each method's share in the mask with that of random vectors. */
export function resultsTable(
  results: readonly ConceptResult[],
  summary: Record<string, MethodSummary>,
): string {
  const methods = Object.keys(summary);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const lines = [
    ['concept', 'AUC', 'mask area', ...methods],
    ...results.map((r) => [
      r.concept,
      r.auc.toFixed(3),
      percent(r.areaShare),
      ...methods.map((m) => `${percent(r.methods[m]!.share)} (${percent(r.methods[m]!.random.mean)})`),
    ]),
    [
      'mean, × mask area',
      '',
      '1.0',
      ...methods.map(
        (m) => `${summary[m]!.shareOverArea.toFixed(1)} (${summary[m]!.randomOverArea.toFixed(1)})`,
      ),
    ],
    ['explained by random', '', '', ...methods.map((m) => percent(summary[m]!.explainedByRandom))],
    ['agrees with the encoder', '', '', ...methods.map((m) => summary[m]!.correlation.toFixed(2))],
    ['believed', '', '', ...methods.map((m) => `${summary[m]!.believed} of ${results.length}`)],
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const table = lines.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
  return [
    'Share of absolute saliency inside the true mask. In brackets: the same for random concept vectors.',
    'Explained by random: share of the maps’ variance that maps of random vectors explain. Agrees with the encoder: correlation of the',
    'map with how much the score falls if a patch of the face becomes that of a face without the concept. Believed: concepts whose maps',
    'the gate of @csm/evaluate believes, because the score separates held-out faces and the map agrees with the encoder.',
    '',
    ...table,
  ].join('\n');
}

/** Says which maps are incomplete and how to mend that, or nothing if all are complete. */
export function incompleteNote(results: readonly ConceptResult[], steps: number): string {
  const messages = results.flatMap(({ methods }) => Object.values(methods).flatMap((m) => m.incomplete));
  if (messages.length === 0) return '';
  return (
    `Integrated gradients takes only ${steps} steps here, to keep the run short. So some maps miss the difference of scores that they\n` +
    'should add up to by more than 5 %; the messages are in results.json ("incomplete"). More steps or `tolerance` mend that.\n'
  );
}

/** The report as JSON; typed arrays become lists. */
export function reportJson(report: object): string {
  const asList = (_: string, value: unknown) => (value instanceof Float64Array ? Array.from(value) : value);
  return `${JSON.stringify(report, asList, 2)}\n`;
}
