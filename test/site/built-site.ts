import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The folder of the site that the tests read. */
export const SITE = `${root}out/site`;

/** Builds the site once before the tests of this folder; a warning of typedoc is an error. */
export default async function setup(): Promise<void> {
  await promisify(execFile)(process.execPath, [`${root}node_modules/typedoc/bin/typedoc`, '--out', SITE], {
    cwd: root,
  });
}
