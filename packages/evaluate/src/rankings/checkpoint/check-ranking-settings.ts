import { invalidArgument } from '@csm/base';
import type { RankingSettings } from './ranking-checkpoint.js';

/** Settings whose values say something to a reader; the others are hashes. */
const READABLE: readonly (keyof RankingSettings)[] = ['cells', 'method'];

/** @throws unless both settings are the same. */
export function checkRankingSettings(
  caller: string,
  now: RankingSettings,
  then: RankingSettings,
  source: string,
): void {
  const names = Object.keys(now) as (keyof RankingSettings)[];
  const differing = names.filter((name) => now[name] !== then?.[name]);
  if (differing.length === 0) return;
  const list = differing.map((name) =>
    READABLE.includes(name) ? `${name} ${then?.[name]} (now ${now[name]})` : `other ${name}`,
  );
  throw invalidArgument(
    `${caller}: expected the settings of ${source}; it was made with ${list.join(', ')}; ${ADVICE}.`,
  );
}

/** What to do with a checkpoint that does not fit. */
export const ADVICE = 'pass the same, or keep checkpoints in another file to start again';
