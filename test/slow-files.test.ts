import { execFileSync } from 'node:child_process';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { SLOW_FILES } from '../vitest.workspace.js';

it('every slow file that the fast tests leave out exists', () => {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.test.ts'], {
    cwd: new URL('..', import.meta.url),
    encoding: 'utf8',
  });
  const names = new Set(files.split('\n').map((file) => basename(file)));
  expect(Object.keys(SLOW_FILES).filter((name) => !names.has(name))).toEqual([]);
});
