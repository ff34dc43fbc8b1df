import { average } from '../support/average.js';
import type { ConceptResult } from './evaluate.js';

/** How far a method's maps lie inside the masks, in units of the masks' share of the area, averaged over concepts. */
export interface MethodSummary {
  readonly shareOverArea: number;
  /** The same for random concept vectors. */
  readonly randomOverArea: number;
}

export function summarise(results: readonly ConceptResult[]): Record<string, MethodSummary> {
  const methods = Object.keys(results[0]!.methods);
  return Object.fromEntries(
    methods.map((method) => [
      method,
      {
        shareOverArea: average(results.map((r) => r.methods[method]!.share / r.areaShare)),
        randomOverArea: average(results.map((r) => r.methods[method]!.random.mean / r.areaShare)),
      },
    ]),
  );
}

/** A line a concept: AUC, area of the mask, and each method's share in the mask with that of random vectors. */
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
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const table = lines.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
  return [
    'Share of absolute saliency inside the true mask; in brackets, the same for random concept vectors.',
    'A method whose two numbers are alike does not show the concept.',
    '',
    ...table,
  ].join('\n');
}
