import { expect, it } from 'vitest';
import { fileNames } from './file-names.js';

it('gives distinct names of files that every file system takes', () => {
  const genes = Array.from({ length: 40 }, (_, i) => `Gene${i}`).join(', ');
  const names = ['hat', 'Hat', '../hat', '..', '眼'.repeat(100), genes, `${genes}, Penk`];
  const files = [...fileNames(names).values()];
  expect(files.slice(0, 4)).toEqual(['hat', 'Hat-2', '..-hat', '-']);
  expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(names.length);
  for (const file of files) expect(Buffer.byteLength(file)).toBeLessThan(220);
});
