import { conceptVector } from '@csm/core';
import { describe, expect, it } from 'vitest';
import * as main from '../src/index.js';
import { normals } from './small-vae.js';

const maps = normals([2, 4, 4], 1);
const latents = normals([2, 3], 2);
const concept = conceptVector('c', [1, 2, 3]);

describe('a value that is not a function is rejected by name:', () => {
  const calls: Readonly<Record<string, (value: never) => Promise<unknown>>> = {
    'infidelity: score': (value) => main.infidelity(value, maps, maps),
    'infidelities: score': (value) => main.infidelities(value, maps, [maps]),
    'perturbationCurve: score': (value) => main.perturbationCurve(value, maps, maps),
    'deletionGap: score': (value) => main.deletionGap(value, maps, maps),
    'irof: score': (value) => main.irof(value, maps, maps),
    'road: score': (value) => main.road(value, maps, maps),
    'muFidelity: score': (value) => main.muFidelity(value, maps, maps),
    'sensitivityN: score': (value) => main.sensitivityN(value, maps, maps),
    'relativeInputStability: attribute': (value) => main.relativeInputStability(value, maps),
    'relativeOutputStability: score': (value) => main.relativeOutputStability(async (x) => x, value, maps),
    'relativeRepresentationStability: represent': (value) =>
      main.relativeRepresentationStability(async (x) => x, value, maps),
    'conceptChange: decode': (value) => main.conceptChange(value, latents, concept),
    'maxSensitivity: attribute': (value) => main.maxSensitivity(value, maps),
  };
  it.each(Object.entries(calls))('%s', async (name, call) => {
    for (const [value, got] of [
      [5, 'a number'],
      [undefined, 'undefined'],
    ] as const) {
      await expect(call(value as never)).rejects.toThrow(
        expect.objectContaining({
          code: 'ERR_INVALID_ARGUMENT',
          message: `${name} must be a function; got ${got}.`,
        }),
      );
    }
  });
});

describe('inputs that are not finite are rejected by', () => {
  const score = async (x: { shape: readonly number[] }) => new Float32Array(x.shape[0]!) as never;
  const pictures = normals([2, 4, 4, 1], 1);
  const bad = normals([2, 4, 4, 1], 1);
  bad.set(1, 2, 3, 0, Number.NaN);
  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    infidelity: () => main.infidelity(score, bad, pictures),
    perturbationCurve: () => main.perturbationCurve(score, bad, pictures),
    irof: () => main.irof(score, bad, pictures),
    road: () => main.road(score, bad, pictures),
    muFidelity: () => main.muFidelity(score, bad, pictures),
    sensitivityN: () => main.sensitivityN(score, bad, pictures),
    maxSensitivity: () => main.maxSensitivity(async (x) => x, bad),
    relativeInputStability: () => main.relativeInputStability(async (x) => x, bad),
    relativeOutputStability: () => main.relativeOutputStability(async (x) => x, score, bad),
    relativeRepresentationStability: () =>
      main.relativeRepresentationStability(
        async (x) => x,
        async (x) => x,
        bad,
      ),
  };
  it.each(Object.entries(calls))('%s', async (name, call) => {
    await expect(call()).rejects.toThrow(
      expect.objectContaining({
        code: 'ERR_NOT_FINITE',
        message: `${name}: inputs must be finite; input 1 has NaN; remove or fill it.`,
      }),
    );
  });
});

describe('a value that is not a table is rejected:', () => {
  const { evaluationToCsv, evaluationToJson } = main;
  it.each(Object.entries({ evaluationToCsv, evaluationToJson }))('%s', (name, write) => {
    for (const value of [null, 5, {}]) {
      expect(() => write(value as never)).toThrow(`${name}: expected the table that evaluate returns; got `);
    }
  });
});
