import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildBeside } from '../background-build.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The folder of the site. */
export const PLACE = `${root}out/site`;

/** Builds the site once for the tests of this folder; a warning of typedoc is an error. */
export default () =>
  buildBeside('site', () =>
    promisify(execFile)(process.execPath, [`${root}node_modules/typedoc/bin/typedoc`, '--out', PLACE], {
      cwd: root,
    }),
  );
