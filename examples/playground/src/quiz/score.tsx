import { methodList } from '../map/method-list.js';
import { CHOICES } from './choices.js';
import { seed, tallies } from './quiz-state.js';
import { guessingProbability } from './tally.js';

/** How often the user was right, for each concept and method, and how likely that is by guessing. */
export function Score() {
  if (tallies.value.length === 0) return null;
  return (
    <table class="score">
      <caption>Your score (seed {seed})</caption>
      <thead>
        <tr>
          <th scope="col">Concept</th>
          <th scope="col">Method</th>
          <th scope="col">Right</th>
          <th scope="col">By guessing</th>
        </tr>
      </thead>
      <tbody>
        {tallies.value.map((tally) => (
          <tr key={`${tally.conceptKey}/${tally.method}`}>
            <td>{tally.concept}</td>
            <td>{methodList[tally.method].label}</td>
            <td>
              {tally.hits} of {tally.rounds}
            </td>
            <td>{inWords(guessingProbability(tally, CHOICES))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function inWords(p: number): string {
  const rounded = p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
  return p <= 0.05 ? `${rounded}: you see it` : `${rounded}: not yet more than luck`;
}
