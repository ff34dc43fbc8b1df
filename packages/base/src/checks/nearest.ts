import leven from 'leven';

/** The names most similar to an unknown one, by edit distance and regardless of case; the most similar first. */
export function nearest(name: string, names: readonly string[], count = 3): string[] {
  return names
    .map((candidate) => ({ candidate, distance: leven(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ candidate }) => candidate);
}
