import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { csm } from '@csm/cli';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundlePrograms } from '../bundle-programs.js';
import { pages } from './pages.js';
import { writeOnnxAndPictures } from './setup/onnx-and-pictures.js';

const PAGE = 'docs/how-to/many-machines.md';
const blocks = pages.find(({ path }) => path === PAGE)?.blocks ?? [];
const blockWith = (text: string) =>
  blocks.find((block) => block.text.includes(text))?.text ?? expect.fail(text);

const start = process.cwd();
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'csm-xargs-'));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(start);
  rmSync(folder, { recursive: true });
});

it.skipIf(process.platform === 'win32')(`the call of xargs in ${PAGE} does all shards`, async () => {
  await writeOnnxAndPictures('pictures');
  const before = blockWith('csm plan')
    .split('\n')
    .filter((line) => /csm (concept|plan)/.test(line));
  expect(before).toHaveLength(2);
  const stdout = new PassThrough().resume();
  for (const line of before) {
    expect(await csm(line.replace('npx csm ', '').split(' '), { stdout, stderr: stdout }), line).toBe(0);
  }
  // `npx csm` runs the sources.
  mkdirSync('bin');
  const programs = await bundlePrograms({ csm: 'packages/cli/src/csm.ts' });
  writeFileSync('bin/npx', `#!/bin/sh\nshift\nexec "${process.execPath}" "${programs.csm}" "$@"\n`);
  chmodSync('bin/npx', 0o755);
  const env = { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}` };
  await promisify(execFile)('sh', ['-c', blockWith('xargs')], { env });
  expect(readdirSync('store/shards').sort()).toEqual([0, 1, 2, 3].map((shard) => `00000${shard}.json`));
});
