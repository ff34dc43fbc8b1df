import type { Random } from '../sampling/seeded-random.js';

/** Red, green and blue in [0, 1]. */
export type Colour = readonly [number, number, number];

/** Everything about a drawn face except the six attributes. Lengths are in units of half the height of the head. */
export interface FaceScene {
  /** Centre of the head, as a fraction of the image width. */
  readonly centre: readonly [number, number];
  /** Half the height of the head, as a fraction of the image width. */
  readonly scale: number;
  readonly headHalfWidth: number;
  /** Change of brightness per unit along u and v. */
  readonly light: readonly [number, number];
  readonly background: { readonly from: Colour; readonly to: Colour; readonly angle: number };
  readonly skin: Colour;
  readonly hair: Colour;
  readonly hairLength: number;
  readonly hairline: number;
  readonly iris: Colour;
  readonly shirt: Colour;
  readonly hat: { readonly crown: Colour; readonly band: Colour; readonly height: number };
  readonly frames: Colour;
  readonly mouthWidth: number;
}

const between = (from: number, to: number, t: number) => from + (to - from) * t;

const blend = (from: Colour, to: Colour, t: number): Colour => [
  between(from[0], to[0], t),
  between(from[1], to[1], t),
  between(from[2], to[2], t),
];

/** HSL to RGB as in CSS Color 4, section 7.1; hue in degrees. */
function hsl(hue: number, saturation: number, lightness: number): Colour {
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    return (
      lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1))
    );
  };
  return [channel(0), channel(8), channel(4)];
}

const pick = (colours: readonly [Colour, ...Colour[]], t: number): Colour =>
  colours[Math.floor(t * colours.length)] ?? colours[0];

const skins: readonly [Colour, Colour, Colour, Colour] = [
  [0.98, 0.82, 0.71],
  [0.91, 0.71, 0.55],
  [0.76, 0.56, 0.4],
  [0.56, 0.39, 0.28],
];
const hairs: readonly [Colour, ...Colour[]] = [
  [0.1, 0.08, 0.08],
  [0.26, 0.16, 0.1],
  [0.4, 0.25, 0.13],
  [0.5, 0.2, 0.1],
  [0.74, 0.56, 0.22],
];
const irises: readonly [Colour, ...Colour[]] = [
  [0.25, 0.15, 0.08],
  [0.2, 0.4, 0.6],
  [0.25, 0.45, 0.3],
];
const frames: readonly [Colour, ...Colour[]] = [
  [0.06, 0.06, 0.08],
  [0.2, 0.07, 0.05],
  [0.06, 0.08, 0.24],
];

/**
 * Draws the scene of the next face at random. It always uses the same number of random numbers, so that face i of a
 * stream does not depend on the number of faces. Backgrounds are light and cool, and hair is dark or warm, so that
 * hair is visible on every background; otherwise the mask of Bald could be empty.
 */
export function randomFaceScene(random: Random): FaceScene {
  const range = (from: number, to: number) => between(from, to, random());
  const skinPlace = random() * (skins.length - 1);
  const skinIndex = Math.min(Math.floor(skinPlace), skins.length - 2);
  const lightAngle = range(0, 2 * Math.PI);
  const lightGain = range(0.06, 0.2);
  const hue = range(150, 280);
  return {
    centre: [range(0.47, 0.53), range(0.55, 0.59)],
    scale: range(0.35, 0.39),
    headHalfWidth: range(0.74, 0.82),
    light: [lightGain * Math.cos(lightAngle), lightGain * Math.sin(lightAngle)],
    background: {
      from: hsl(hue, range(0.25, 0.6), range(0.62, 0.8)),
      to: hsl(hue + range(-30, 30), range(0.25, 0.6), range(0.72, 0.92)),
      angle: range(0, 2 * Math.PI),
    },
    skin: blend(skins[skinIndex] ?? skins[0], skins[skinIndex + 1] ?? skins[1], skinPlace - skinIndex),
    hair: pick(hairs, random()),
    hairLength: range(0.25, 0.85),
    hairline: range(-0.66, -0.58),
    iris: pick(irises, random()),
    shirt: hsl(range(0, 360), range(0.3, 0.7), range(0.3, 0.6)),
    hat: {
      crown: hsl(range(0, 360), range(0.45, 0.8), range(0.32, 0.55)),
      band: hsl(range(0, 360), range(0.2, 0.6), range(0.1, 0.25)),
      height: range(0.62, 0.76),
    },
    frames: pick(frames, random()),
    mouthWidth: range(0.36, 0.41),
  };
}
