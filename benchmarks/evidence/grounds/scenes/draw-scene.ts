import { keyedRandom } from '@csm/base';
import { normalRandom } from '../normal-random.js';
import type { SceneDescription } from './description.js';
import { box, type Colour, ellipse, paint, SIZE, without } from './paint.js';

/** Standard deviation of the noise of each number of a picture. */
const NOISE = 0.02;

/** The first row of the lower half. Hat, glasses, head and dot lie above it; stripes and boots lie below it. */
export const MIDDLE = SIZE / 2;

/** Draws a scene, `[SIZE, SIZE, 3]` in [0, 1]: a person on a plain ground, and the attributes that the scene has. */
export function drawScene({ key, attributes, nuisance }: SceneDescription): Float32Array {
  const pixels = new Float32Array(SIZE * SIZE * 3);
  const middle = 16 + nuisance.right;
  const { down } = nuisance;

  const { background } = nuisance;
  const hatched = (column: number, row: number) => plus(background, (column + row) % 6 < 3 ? 0.1 : -0.1);
  const ground = attributes.hatch ? hatched : () => background;
  paint(pixels, () => 1, ground);
  // Two pixels that differ from the ground by less than a model learns.
  if (attributes.speck) paint(pixels, box(2, 2, 4, 3), (column, row) => plus(ground(column, row), -0.06));

  drawBody(pixels, { middle, down, attributes, nuisance });
  drawHead(pixels, { middle, down, attributes, nuisance });
  const { dot, ball } = nuisance;
  if (attributes.dot) paint(pixels, box(dot.x, dot.y, dot.x + 3, dot.y + 3), [0.1, 0.5, 0.2]);
  if (attributes.ball) paint(pixels, ellipse(ball.x, ball.y, 2.8, 2.8), nuisance.ballColour);
  return photographed(pixels, { key, attributes, nuisance });
}

type Place = Pick<SceneDescription, 'attributes' | 'nuisance'> & {
  readonly middle: number;
  readonly down: number;
};

/** Draws what lies below {@link MIDDLE}. */
function drawBody(pixels: Float32Array, { middle, down, attributes, nuisance }: Place): void {
  const top = MIDDLE + down;
  const { shirt } = nuisance;
  const striped = (_: number, row: number) => plus(shirt, (row - top) % 4 < 2 ? 0.16 : -0.16);
  paint(pixels, box(middle - 6, top, middle + 6, top + 8), attributes.stripes ? striped : shirt);
  for (const foot of [middle - 3, middle + 3]) {
    paint(pixels, box(foot - 2, top + 8, foot + 2, SIZE), nuisance.trousers);
    if (attributes.boots) paint(pixels, box(foot - 3, SIZE - 5, foot + 3, SIZE), [0.35, 0.16, 0.05]);
  }
}

/** Draws what lies above {@link MIDDLE}. */
function drawHead(pixels: Float32Array, { middle, down, attributes, nuisance }: Place): void {
  const eyes = 10 + down;
  paint(pixels, box(middle - 1, eyes + 4, middle + 1, MIDDLE + down), nuisance.skin);
  const head = ellipse(middle, eyes, 4.6, 5);
  paint(pixels, head, nuisance.skin);
  paint(pixels, without(head, box(0, eyes - 2, SIZE, SIZE)), nuisance.hair);
  for (const eye of [middle - 2, middle + 1]) {
    paint(pixels, box(eye, eyes, eye + 1, eyes + 1), [0.1, 0.1, 0.2]);
  }
  paint(pixels, box(middle - 1, eyes + 3, middle + 1, eyes + 4), [0.7, 0.25, 0.25]);
  if (attributes.glasses) {
    for (const left of [middle - 4, middle]) {
      const lens = box(left + 1, eyes, left + 3, eyes + 1);
      paint(pixels, without(box(left, eyes - 1, left + 4, eyes + 2), lens), [0.05, 0.05, 0.1]);
    }
  }
  if (attributes.hat) {
    paint(pixels, box(middle - 4, eyes - 8, middle + 4, eyes - 4), nuisance.hatColour);
    paint(pixels, box(middle - 6, eyes - 4, middle + 6, eyes - 2), nuisance.hatColour);
  }
}

/** Light, a cast of blue, and noise: what changes the whole picture. */
function photographed(pixels: Float32Array, { key, attributes, nuisance }: SceneDescription): Float32Array {
  const noise = normalRandom(keyedRandom('scene noise', ...key));
  const light = nuisance.light * (attributes.bright ? 1.12 : 0.88);
  const cast: Colour = attributes.blue ? [-0.05, -0.02, 0.07] : [0.02, 0.01, -0.03];
  return pixels.map((value, at) => {
    const lit = light * value + cast[at % 3]! + NOISE * noise();
    return Math.min(1, Math.max(0, lit));
  });
}

function plus([red, green, blue]: Colour, value: number): Colour {
  return [red + value, green + value, blue + value];
}
