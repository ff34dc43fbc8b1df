import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCsm } from '../../test/run-csm.js';
import { WRONG_CALLS } from '../../test/wrong-calls.js';
import { writeWrongFiles } from '../../test/wrong-files.js';

const here = process.cwd();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-wrong-'));
  await writeWrongFiles(folder);
  // The calls name files as a user does, relative to where he is.
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(here);
  await rm(folder, { recursive: true });
});

const list = async () => (await readdir(folder, { recursive: true })).sort();

/** The arguments of a call, as a shell separates them. */
const argumentsOf = (call: string) =>
  (call.match(/""|\S+/g) ?? []).map((each) => (each === '""' ? '' : each));

describe('a wrong call is answered by one sentence, and writes nothing', () => {
  it.each(WRONG_CALLS)('csm %s', async (call, code, answer) => {
    const before = await list();
    const found = await runCsm(...argumentsOf(call));
    const errors = found.err.split('\n').filter((line) => line.startsWith('csm: '));
    expect(errors.map((line) => line.replaceAll(folder, 'FOLDER'))).toEqual([`csm: ${answer}`]);
    expect([found.code, found.out]).toEqual([code, '']);
    expect(await list()).toEqual(before);
  });

  it('ends with a period, without a stack and without names that only a program can use', () => {
    for (const [, , answer] of WRONG_CALLS) {
      expect(answer).toMatch(/[.?]$/);
      expect(answer).not.toMatch(/\n|\bat \S+:\d+|\{ \w+|encodeToDisk|^\w+[A-Z]\w*: /);
    }
    expect(WRONG_CALLS.length).toBeGreaterThan(100);
  });
});

it.skipIf(process.getuid?.() === 0)('names a folder that cannot be written', async () => {
  const { code, err } = await runCsm('encode', 'encoder.onnx', 'faces', '--out', 'closed/latents');
  expect(code).toBe(1);
  expect(err).toMatch(/^csm: --out closed\/latents: the folder ".*closed" cannot be written; choose/);
});
