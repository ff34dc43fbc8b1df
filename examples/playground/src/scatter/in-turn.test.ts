import { expect, test } from 'vitest';
import { inTurn } from './in-turn.js';

test('a step that is asked for early begins where the one before ends; later ones begin at their start', async () => {
  const move = inTurn<number>();
  const from: number[] = [];
  const add = (by: number) => async (at: number) => {
    from.push(at);
    await new Promise((resolve) => setTimeout(resolve, 1));
    return at + by;
  };
  move(5, add(1));
  move(5, add(1));
  move(5, add(1));
  await expect.poll(() => from).toEqual([5, 6, 7]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  move(40, add(1));
  await expect.poll(() => from).toEqual([5, 6, 7, 40]);
});
