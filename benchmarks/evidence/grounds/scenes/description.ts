import { keyedRandom } from '@csm/base';
import { type Attributes, attributeNames, type SceneAttribute } from './attributes.js';
import type { Colour } from './paint.js';

/** Everything that is random in a scene except its attributes and its noise. Lengths are in pixels. */
export interface Nuisance {
  readonly right: number;
  readonly down: number;
  readonly background: Colour;
  readonly skin: Colour;
  readonly hair: Colour;
  readonly shirt: Colour;
  readonly trousers: Colour;
  readonly hatColour: Colour;
  readonly ballColour: Colour;
  readonly ball: { readonly x: number; readonly y: number };
  readonly dot: { readonly x: number; readonly y: number };
  /** Factor of all colours. */
  readonly light: number;
}

/** A scene before it is drawn. The same key gives the same scene, whatever the correlations are. */
export interface SceneDescription {
  readonly key: readonly [part: string, seed: number, index: number];
  readonly attributes: Attributes;
  readonly nuisance: Nuisance;
}

/** Two correlated attributes: their correlation is `phi`; both keep the probability ½. */
export interface Correlation {
  readonly first: SceneAttribute;
  readonly second: SceneAttribute;
  readonly phi: number;
}

/**
 * Draws the description of a scene at random. Attributes are independent and present with probability ½, except `random`
 * (¼) and the second attribute of a correlation, which equals the first with probability (1 + φ) / 2.
 */
export function randomDescription(
  key: SceneDescription['key'],
  correlations: readonly Correlation[] = [],
): SceneDescription {
  return { key, attributes: randomAttributes(key, correlations), nuisance: randomNuisance(key) };
}

function randomAttributes(key: SceneDescription['key'], correlations: readonly Correlation[]): Attributes {
  const random = keyedRandom('scene attributes', ...key);
  const draws = attributeNames.map((name) => [name, random()] as const);
  const has = Object.fromEntries(draws.map(([name, u]) => [name, u < (name === 'random' ? 0.25 : 0.5)])) as {
    [name in SceneAttribute]: boolean;
  };
  const uniform = Object.fromEntries(draws) as Record<SceneAttribute, number>;
  for (const { first, second, phi } of correlations) {
    has[second] = uniform[second] < (1 + phi) / 2 ? has[first] : !has[first];
  }
  return has;
}

function randomNuisance(key: SceneDescription['key']): Nuisance {
  const random = keyedRandom('scene', ...key);
  const between = (from: number, to: number) => from + (to - from) * random();
  const whole = (from: number, to: number) => from + Math.floor((to - from + 1) * random());
  const grey = (from: number, to: number, spread: number): Colour => {
    const level = between(from, to);
    const channel = () => level + between(-spread, spread);
    return [channel(), channel(), channel()];
  };
  const skin = between(0.6, 1);
  return {
    right: whole(-2, 2),
    down: whole(0, 1),
    background: grey(0.55, 0.7, 0.06),
    skin: [0.95 * skin, 0.75 * skin, 0.6 * skin],
    hair: grey(0.15, 0.35, 0.05),
    shirt: grey(0.4, 0.6, 0.12),
    trousers: grey(0.3, 0.45, 0.06),
    hatColour: [between(0.6, 0.85), between(0.1, 0.3), between(0.1, 0.3)],
    ballColour: [between(0.85, 1), between(0.6, 0.8), between(0, 0.2)],
    ball: { x: between(3, 5), y: between(9, 28) },
    dot: { x: whole(26, 28), y: whole(1, 3) },
    light: between(0.93, 1.07),
  };
}
