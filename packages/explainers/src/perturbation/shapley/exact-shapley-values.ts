/**
 * The Shapley values of a game from the value of every coalition: φᵢ = Σ |S|! (k − |S| − 1)! / k! (v(S ∪ {i}) − v(S)), over all sets S without i.
 *
 * @param game the values of all 2ᵏ coalitions; bit i of an index is 1 if player i takes part.
 * @param count k, the number of players.
 */
export function exactShapleyValues(game: Float64Array, count: number): Float64Array {
  const weights = coalitionWeights(count);
  const values = new Float64Array(count);
  for (let coalition = 0; coalition < game.length; coalition++) {
    const weight = weights[bits(coalition)] ?? 0;
    for (let player = 0; player < count; player++) {
      const without = (coalition & (1 << player)) === 0;
      if (without) values[player]! += weight * (game[coalition | (1 << player)]! - game[coalition]!);
    }
  }
  return values;
}

/** s! (k − s − 1)! / k! = 1 / (k C(k − 1, s)), by the size s of the coalition that a player joins. */
function coalitionWeights(count: number): Float64Array {
  const weights = new Float64Array(count);
  let choose = 1;
  for (let size = 0; size < count; size++) {
    weights[size] = 1 / (count * choose);
    choose = (choose * (count - 1 - size)) / (size + 1);
  }
  return weights;
}

function bits(coalition: number): number {
  let count = 0;
  for (let rest = coalition; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}
