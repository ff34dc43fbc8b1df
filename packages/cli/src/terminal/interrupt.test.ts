import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { csmPrograms } from '../../test/csm-programs.js';
import { drawnPictures } from '../../test/drawn-pictures.js';

let folder = '';
let program = '';
beforeAll(async () => {
  ({ csm: program } = await csmPrograms);
  // A user's folders have spaces and letters of all languages.
  folder = await mkdtemp(join(tmpdir(), 'csm stöp 図 '));
  await drawnPictures(join(folder, 'faces'), 24, 32);
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a long training and sends it signals after its first epoch. */
const interrupted = (out: string, signals: number) =>
  new Promise<{ code: number | null; signal: string | null; err: string; out: string }>((resolve) => {
    const args = ['train', join(folder, 'faces'), '--out', join(folder, out), '--epochs', '5000'];
    const child = spawn(process.execPath, [program, ...args, '--size', '32']);
    const text = { err: '', out: '' };
    let sent = 0;
    child.stdout.on('data', (part) => {
      text.out += part;
    });
    child.stderr.on('data', (part) => {
      text.err += part;
      if (!text.err.includes('epoch') || sent > 0) return;
      for (; sent < signals; sent++) setTimeout(() => child.kill('SIGINT'), 5 * sent);
    });
    child.on('close', (code, signal) => resolve({ code, signal, ...text }));
  });

it('Ctrl+C ends with code 130 and one sentence, and leaves only whole files', async () => {
  const { code, err, out } = await interrupted('model', 1);
  expect(err.split('\n').filter((line) => line.startsWith('csm: '))).toEqual([
    'csm: stopped by Ctrl+C; run the same command again to continue.',
  ]);
  expect([code, out]).toEqual([130, '']);
  const files = await readdir(join(folder, 'model'), { recursive: true });
  expect(files.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect(files).toContain('run.json');
});

it('a second Ctrl+C ends it at once', async () => {
  const { code, signal } = await interrupted('again', 2);
  expect([code, signal]).toSatisfy((ended) => `${ended}` === '130,' || `${ended}` === ',SIGINT');
});
