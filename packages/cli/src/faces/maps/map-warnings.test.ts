import { expect, it } from 'vitest';
import { mapWarningLog } from './map-warnings.js';

it('mapWarningLog names concept and method, and logs incomplete maps once for them and other warnings once', () => {
  const lines: string[] = [];
  const say = mapWarningLog((line) => lines.push(line));
  const gap = (maps: string) =>
    `integratedGradients: ${maps} the difference of scores that a map should add up to`;
  const about = (concept: string, method: string, text: string) => ({ concept, method, text });
  say([
    about('Bald', 'intgrad', gap('124 of 216 maps miss')),
    about('Bald', 'intgrad', gap('the map misses')),
    about('Bald', 'counterfactual', gap('7 of 216 maps miss')),
    about('Bald', 'rectgrad', 'the border mask leaves 4 of 16'),
  ]);
  say([
    about('Smiling', 'intgrad', gap('the map misses')),
    about('Smiling', 'rectgrad', 'the border mask leaves 4 of 16'),
  ]);
  expect(lines).toEqual([
    `Bald, intgrad: ${gap('124 of 216 maps miss')}`,
    `Bald, counterfactual: ${gap('7 of 216 maps miss')}`,
    'the border mask leaves 4 of 16',
    `Smiling, intgrad: ${gap('the map misses')}`,
  ]);
});
