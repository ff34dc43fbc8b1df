import leven from 'leven';

/** The end of a message about a name that is not known: the names most like it, and which there are where they are few. */
export function nearNames(name: string, known: readonly string[]): string {
  if (known.length === 0) return 'there are none';
  const near = known
    .map((candidate) => ({
      candidate,
      distance: leven(name.toLowerCase(), candidate.toLowerCase(), { maxDistance: 4 }),
    }))
    .filter(({ distance }) => distance < 4 && distance < name.length)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
  const guess = near.length > 0 ? `did you mean ${near.join(' or ')}? ` : '';
  if (guess && known.length > 12) return guess.trim();
  const more = known.length > 12 ? `, … (${known.length} in all)` : '';
  return `${guess}there are: ${known.slice(0, 12).join(', ')}${more}`;
}
