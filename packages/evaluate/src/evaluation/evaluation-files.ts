import { invalidArgument, typeName } from '@csm/base';
import Papa from 'papaparse';
import type { Evaluation } from './evaluation.js';

const columns = [
  'method',
  'measure',
  'value',
  'standardError',
  'control',
  'controlLow',
  'controlHigh',
  'chance',
] as const;

/**
 * The table of `evaluate` as CSV: one line per row, the concept in the first column, and an empty cell if a value is
 * unknown (NaN).
 *
 * @category Compare methods
 */
export function evaluationToCsv(evaluation: Evaluation): string {
  checkEvaluation('evaluationToCsv', evaluation);
  const data = evaluation.rows.map((row) => [
    evaluation.concept,
    ...columns.map((column) => (Number.isNaN(row[column]) ? '' : row[column])),
  ]);
  return `${Papa.unparse({ fields: ['concept', ...columns], data }, { newline: '\n' })}\n`;
}

/**
 * The table of `evaluate` as JSON, with null for values that are unknown (NaN).
 *
 * @category Compare methods
 */
export function evaluationToJson(evaluation: Evaluation): string {
  checkEvaluation('evaluationToJson', evaluation);
  const known = (_: string, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? null : value;
  return `${JSON.stringify(evaluation, known, 2)}\n`;
}

/** @throws unless the value has the rows that `evaluate` returns. */
function checkEvaluation(caller: string, value: Evaluation): void {
  if (Array.isArray((value as Partial<Evaluation> | null)?.rows)) return;
  throw invalidArgument(`${caller}: expected the table that evaluate returns; got ${typeName(value)}.`);
}
