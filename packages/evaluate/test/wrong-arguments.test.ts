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

describe('a value that is not a table is rejected:', () => {
  const { evaluationToCsv, evaluationToJson } = main;
  it.each(Object.entries({ evaluationToCsv, evaluationToJson }))('%s', (name, write) => {
    for (const value of [null, 5, {}]) {
      expect(() => write(value as never)).toThrow(`${name}: expected the table that evaluate returns; got `);
    }
  });
});
