import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { progressLines } from './progress-lines.js';

function stream(isTTY: boolean) {
  const written = { text: '' };
  const stderr = new Writable({
    write(chunk, _, done) {
      written.text += chunk;
      done();
    },
  });
  return { written, stderr: Object.assign(stderr, { isTTY, columns: 30 }) };
}

it('writes one plain line per stage into a pipe, however often the end is reported', () => {
  const { written, stderr } = stream(false);
  const progress = progressLines(stderr)('Encode the inputs');
  for (const done of [0, 1, 2, 2, 2]) progress({ done, total: 2 });
  progressLines(stderr)('Maps')({ done: 5, total: 5 });
  expect(written.text).toBe('Encode the inputs: 2\nMaps: 5\n');
});

it('writes the line of a stage again if the stage starts again', () => {
  const { written, stderr } = stream(false);
  const progress = progressLines(stderr)('Maps');
  for (const done of [1, 2, 1, 2]) progress({ done, total: 2 });
  expect(written.text).toBe('Maps: 2\nMaps: 2\n');
});

it('overwrites one line of a terminal, which is never longer than the terminal', () => {
  const { written, stderr } = stream(true);
  const progress = progressLines(stderr)('A stage whose name is longer than thirty letters');
  for (const done of [0, 1, 2]) progress({ done, total: 2 });
  expect(written.text.split('\n')).toHaveLength(2);
  const lines = written.text.split('A stage').map((line) => stripVTControlCharacters(line).trim());
  for (const line of lines) expect(line.length).toBeLessThan(30);
});
