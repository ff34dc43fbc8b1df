import { copyFile, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

const start = process.cwd();
const printed: string[] = [];

beforeAll(async () => {
  process.chdir(await mkdtemp(join(tmpdir(), 'csm-get-started-')));
  await copyFile(fileURLToPath(new URL('../onnx/encoder.onnx', import.meta.url)), 'encoder.onnx');
  vi.spyOn(console, 'log').mockImplementation((line) => printed.push(line));
});
afterAll(() => {
  process.chdir(start);
  vi.restoreAllMocks();
});

it('the programs make a map and a verdict from a model and a folder of pictures', async () => {
  await import('./draw-faces.js');
  await import('./my-map.js');
  expect(printed).toContain('step 6 of 6');
  const verdict = printed.findIndex((line) => line.startsWith('Eyeglasses: '));
  expect(printed.slice(verdict)).toEqual(['Eyeglasses: believe']);
  expect((await readdir('out')).sort()).toEqual(['certificate.json', 'certificate.png', 'map.png']);
});
