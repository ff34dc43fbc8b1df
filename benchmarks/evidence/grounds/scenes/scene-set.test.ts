import { describe, expect, it } from 'vitest';
import { attributeNames, type SceneAttribute } from './attributes.js';
import { type Correlation, randomDescription } from './description.js';
import { drawScene, MIDDLE } from './draw-scene.js';
import { SIZE } from './paint.js';
import { masksOf, sceneSet } from './scene-set.js';

const PIXELS = SIZE * SIZE;
const masked = (name: SceneAttribute, count = 40) => {
  const { scenes } = sceneSet({ part: 'test', seed: 7, count });
  const { data } = masksOf(scenes, name);
  return Array.from({ length: count }, (_, i) => data.subarray(i * PIXELS, (i + 1) * PIXELS));
};
const rows = (mask: Uint8Array) =>
  [...mask.keys()].filter((at) => mask[at]).map((at) => Math.floor(at / SIZE));
const phiOf = (first: Uint8Array, second: Uint8Array) =>
  (2 * first.filter((value, i) => value === second[i]).length) / first.length - 1;

describe('sceneSet', () => {
  it('draws the same scenes for the same seed, and the first ones do not depend on the count', () => {
    const set = (seed: number, count: number) => sceneSet({ part: 'test', seed, count });
    expect(set(3, 5).images.data).toEqual(set(3, 8).images.data.subarray(0, 5 * PIXELS * 3));
    expect(set(4, 5).images.data).not.toEqual(set(3, 5).images.data);
    expect(sceneSet({ part: 'other', seed: 3, count: 5 }).images.data).not.toEqual(set(3, 5).images.data);
    expect(set(3, 8).images.data.every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  it('draws attributes independently, with probability ½, and a random label with ¼', () => {
    const { labels } = sceneSet({ part: 'test', seed: 1, count: 2000 });
    for (const name of attributeNames) {
      const share = labels[name].reduce((sum, value) => sum + value, 0) / 2000;
      expect(Math.abs(share - (name === 'random' ? 0.25 : 0.5)), name).toBeLessThan(0.04);
      for (const other of attributeNames) {
        if (other === name || [name, other].includes('random')) continue;
        expect(Math.abs(phiOf(labels[name], labels[other])), `${name}, ${other}`).toBeLessThan(0.09);
      }
    }
  });

  it('gives two labels the correlation φ, both with probability ½, and changes nothing else', () => {
    const attributesWith = (correlations: Correlation[]) =>
      Array.from({ length: 2000 }, (_, i) => randomDescription(['test', 1, i], correlations).attributes);
    const plain = attributesWith([]);
    for (const phi of [0, 0.4, 0.8, 0.95]) {
      const drawn = attributesWith([{ first: 'hat', second: 'glasses', phi }]);
      const same = drawn.filter(({ hat, glasses }) => hat === glasses).length / 2000;
      expect(Math.abs(2 * same - 1 - phi)).toBeLessThan(0.05);
      expect(Math.abs(drawn.filter(({ glasses }) => glasses).length / 2000 - 0.5)).toBeLessThan(0.04);
      const others = (all: typeof drawn) => all.map((one) => ({ ...one, glasses: undefined }));
      expect(others(drawn)).toEqual(others(plain));
    }
  });
});

describe('masksOf', () => {
  it('is empty for labels that are not drawn, and the whole picture for light and colour', () => {
    for (const name of ['missing', 'random'] as const) {
      expect(masked(name).every((mask) => mask.every((value) => value === 0))).toBe(true);
    }
    for (const name of ['bright', 'blue'] as const) {
      for (const mask of masked(name)) expect(rows(mask).length / PIXELS).toBeGreaterThan(0.9);
    }
  });

  it('has the size that each attribute has', () => {
    const sizes: [SceneAttribute, number, number][] = [
      ['hat', 40, 56],
      ['glasses', 16, 24],
      ['dot', 9, 9],
      ['ball', 15, 45],
      ['stripes', 90, 96],
      ['hatch', 500, 850],
      ['boots', 50, 60],
      ['speck', 2, 2],
    ];
    for (const [name, least, most] of sizes) {
      for (const mask of masked(name)) {
        expect(rows(mask).length, name).toBeGreaterThanOrEqual(least);
        expect(rows(mask).length, name).toBeLessThanOrEqual(most);
      }
    }
  });

  it('is the same whether the attribute is there or not', () => {
    for (const name of attributeNames) {
      const scene = randomDescription(['test', 7, 3]);
      const flipped = { ...scene, attributes: { ...scene.attributes, [name]: !scene.attributes[name] } };
      expect(masksOf([flipped], name).data, name).toEqual(masksOf([scene], name).data);
    }
  });

  it('lies in the upper half for hat, glasses and dot, and in the lower half for stripes and boots', () => {
    for (const name of ['hat', 'glasses', 'dot', 'speck'] as const) {
      for (const mask of masked(name)) expect(Math.max(...rows(mask)), name).toBeLessThan(MIDDLE);
    }
    for (const name of ['stripes', 'boots'] as const) {
      for (const mask of masked(name)) expect(Math.min(...rows(mask)), name).toBeGreaterThanOrEqual(MIDDLE);
    }
  });
});

describe('drawScene', () => {
  it('gives stripes and the hatch no brightness of their own', () => {
    for (const name of ['stripes', 'hatch'] as const) {
      const { scenes } = sceneSet({ part: 'test', seed: 2, count: 60 });
      const change = scenes.map((scene) => {
        const [on, off] = [true, false].map((value) =>
          drawScene({ ...scene, attributes: { ...scene.attributes, [name]: value } }),
        );
        return on!.reduce((sum, value, at) => sum + value - off![at]!, 0) / (PIXELS * 3);
      });
      const mean = change.reduce((sum, value) => sum + value, 0) / change.length;
      // One grey level is 0.004.
      expect(Math.abs(mean), name).toBeLessThan(0.002);
    }
  });
});
