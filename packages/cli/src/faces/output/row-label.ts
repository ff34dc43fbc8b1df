import type { HeldOutScores } from '../concepts/held-out-scores.js';
import { words } from './figure-file.js';
import { verdictOf } from './results.js';

/** The label of a concept's row of maps: its name and, unless it separates, that its vector, and so its maps, may be noise. */
export function rowLabel(name: string, scores: HeldOutScores, scored: string): string {
  const verdict = verdictOf(scores);
  if (verdict === 'yes') return words(name);
  return `${words(name)}: ${verdict === 'no' ? 'does not separate' : 'not known to separate'} ${scored}`;
}
