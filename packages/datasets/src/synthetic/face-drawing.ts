import { type Canvas, paint } from './canvas.js';
import type { Colour, FaceScene } from './face-scene.js';
import {
  above,
  difference,
  ellipse,
  intersection,
  mirrored,
  outline,
  parabolicLens,
  roundedBox,
} from './signed-distance.js';

/** The six binary attributes of a drawn face. */
export interface FaceAttributes {
  readonly Bald: boolean;
  readonly Bushy_Eyebrows: boolean;
  readonly Eyeglasses: boolean;
  readonly Mouth_Slightly_Open: boolean;
  readonly Smiling: boolean;
  readonly Wearing_Hat: boolean;
}

const scaled = (colour: Colour, factor: number): Colour => [
  colour[0] * factor,
  colour[1] * factor,
  colour[2] * factor,
];

/** Draws one face into `pixels` ([size, size, 3], in [0, 1]). The result depends only on its scene and attributes. */
export function drawFace(scene: FaceScene, has: FaceAttributes, pixels: Float32Array, size: number): void {
  const canvas: Canvas = {
    pixels,
    size,
    originX: scene.centre[0] * size,
    originY: scene.centre[1] * size,
    unit: scene.scale * size,
    light: scene.light,
  };
  drawBackground(canvas, scene);
  if (!has.Bald) drawHairBehind(canvas, scene);
  drawHead(canvas, scene);
  drawEyes(canvas, scene);
  if (!has.Bald) drawHairInFront(canvas, scene);
  drawEyebrows(canvas, scene, has.Bushy_Eyebrows);
  if (has.Smiling) drawCheeks(canvas, scene);
  drawMouth(canvas, scene, has.Smiling, has.Mouth_Slightly_Open);
  if (has.Eyeglasses) drawGlasses(canvas, scene);
  if (has.Wearing_Hat) drawHat(canvas, scene);
}

function drawBackground({ pixels, size }: Canvas, { background: { from, to, angle } }: FaceScene): void {
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const along = 0.5 + (((x + 0.5) / size - 0.5) * dx + ((y + 0.5) / size - 0.5) * dy) / Math.SQRT2;
      for (let c = 0; c < 3; c++) {
        const start = from[c] ?? 0;
        pixels[(y * size + x) * 3 + c] = start + ((to[c] ?? 0) - start) * along;
      }
    }
  }
}

/** Draws the hair around the head, from above the skull down to `hairLength`, wider than the head and its ears. */
function drawHairBehind(canvas: Canvas, { hair, hairLength, headHalfWidth }: FaceScene): void {
  const width = headHalfWidth + 0.2;
  const skull = ellipse(0, -0.2, width, 1);
  const sides = roundedBox(0, (hairLength - 0.2) / 2, width, (hairLength + 0.2) / 2, 0.15);
  paint(canvas, [-width, -1.2, width, hairLength], (u, v) => Math.min(skull(u, v), sides(u, v)), hair);
}

function drawHead(canvas: Canvas, { skin, shirt, headHalfWidth: width }: FaceScene): void {
  paint(canvas, [-0.34, 0.6, 0.34, 1.4], roundedBox(0, 1, 0.34, 0.4, 0.1), scaled(skin, 0.8));
  paint(
    canvas,
    [-1.3, 1.05, 1.3, 2.6],
    difference(ellipse(0, 2, 1.3, 0.9), ellipse(0, 1.06, 0.36, 0.2)),
    shirt,
  );
  paint(
    canvas,
    [-width - 0.12, -0.2, width + 0.12, 0.2],
    mirrored(ellipse(width, 0, 0.12, 0.18)),
    scaled(skin, 0.9),
  );
  paint(canvas, [-width, -1, width, 1], ellipse(0, 0, width, 1), skin);
  paint(canvas, [-0.13, 0.14, 0.13, 0.32], ellipse(0, 0.23, 0.11, 0.07), scaled(skin, 0.78), {
    softness: 0.08,
  });
}

function drawEyes(canvas: Canvas, { iris }: FaceScene): void {
  paint(canvas, [-0.5, -0.2, 0.5, 0.04], mirrored(ellipse(0.34, -0.08, 0.15, 0.1)), [0.97, 0.97, 0.97]);
  paint(canvas, [-0.45, -0.2, 0.45, 0.04], mirrored(ellipse(0.34, -0.08, 0.085, 0.095)), iris);
  paint(canvas, [-0.4, -0.14, 0.4, -0.02], mirrored(ellipse(0.34, -0.08, 0.045, 0.05)), [0.03, 0.03, 0.03]);
}

/** Draws the hair over the skull down to the hairline, and strips at the temples that are visible below a hat. */
function drawHairInFront(canvas: Canvas, { hair, hairline, headHalfWidth: width }: FaceScene): void {
  const head = ellipse(0, -0.04, width + 0.06, 1.06);
  const face = ellipse(0, 0.26, width - 0.1, 0.26 - hairline);
  const cap = intersection(difference(head, face), above(0.08));
  paint(canvas, [-width - 0.06, -1.1, width + 0.06, 0.08], cap, hair);
}

function drawEyebrows(canvas: Canvas, { hair }: FaceScene, bushy: boolean): void {
  const brow = bushy
    ? parabolicLens(-0.385, 0.2, -0.06, 0.05, 0.065)
    : parabolicLens(-0.37, 0.17, -0.06, 0, 0.022);
  const shape = mirrored((u, v) => brow(u - 0.35, v));
  paint(canvas, [-0.64, -0.55, 0.64, -0.24], shape, scaled(hair, bushy ? 0.35 : 0.7));
}

function drawCheeks(canvas: Canvas, { skin }: FaceScene): void {
  const blush: Colour = [Math.min(skin[0] * 1.02, 1), skin[1] * 0.66, skin[2] * 0.66];
  paint(canvas, [-0.64, 0.16, 0.64, 0.46], mirrored(ellipse(0.47, 0.3, 0.15, 0.12)), blush, {
    softness: 0.1,
  });
}

function drawMouth(canvas: Canvas, scene: FaceScene, smiling: boolean, open: boolean): void {
  const width = smiling ? scene.mouthWidth + 0.08 : scene.mouthWidth - 0.04;
  const lift = smiling ? 0.34 : 0.03;
  const opening = open ? 0.37 : 0;
  const centre = 0.53;
  const lips: Colour = [scene.skin[0] * 0.78, scene.skin[1] * 0.36, scene.skin[2] * 0.38];
  const bounds = [-width - 0.1, 0.2, width + 0.1, 0.98] as const;
  paint(canvas, bounds, parabolicLens(centre, width, lift, opening, 0.08), lips);
  if (open) {
    const inside = parabolicLens(centre, width - 0.02, lift, opening, 0);
    const teeth = intersection(inside, (_u, v) => v - (centre + lift / 2 - 0.03));
    paint(canvas, bounds, inside, [0.22, 0.03, 0.05]);
    paint(canvas, bounds, teeth, [0.97, 0.96, 0.93]);
  }
  if (smiling) {
    const dimple = mirrored(ellipse(width + 0.08, centre - lift / 2 - 0.01, 0.03, 0.08));
    paint(canvas, [-width - 0.12, 0.3, width + 0.12, 0.6], dimple, scaled(scene.skin, 0.66));
  }
}

function drawGlasses(canvas: Canvas, { frames, headHalfWidth }: FaceScene): void {
  const lens = mirrored(roundedBox(0.35, -0.06, 0.24, 0.18, 0.1));
  const bridge = roundedBox(0, -0.1, 0.12, 0.04, 0.02);
  const temples = mirrored(
    roundedBox((0.58 + headHalfWidth) / 2, -0.1, (headHalfWidth - 0.58) / 2 + 0.02, 0.04, 0.02),
  );
  const bounds = [-headHalfWidth - 0.1, -0.32, headHalfWidth + 0.1, 0.2] as const;
  paint(canvas, bounds, lens, scaled(frames, 2), { opacity: 0.25 });
  paint(canvas, bounds, bridge, frames);
  paint(canvas, bounds, temples, frames);
  paint(canvas, bounds, outline(lens, 0.05), frames);
}

function drawHat(canvas: Canvas, { hat, headHalfWidth }: FaceScene): void {
  const width = headHalfWidth + 0.1;
  const crown = intersection(roundedBox(0, -0.6, width, hat.height, 0.4), above(-0.6));
  paint(canvas, [-width, -0.6 - hat.height, width, -0.6], crown, hat.crown);
  paint(canvas, [-width, -0.84, width, -0.62], roundedBox(0, -0.73, width, 0.11, 0), hat.band);
  paint(
    canvas,
    [-1.2, -0.7, 1.2, -0.5],
    roundedBox(0, -0.6, width + 0.22, 0.08, 0.08),
    scaled(hat.crown, 0.85),
  );
}
