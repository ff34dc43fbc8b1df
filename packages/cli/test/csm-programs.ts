import { bundlePrograms } from '../../../test/bundle-programs.js';

/** The command, and the processes that `csm run` and `csm worker --queue` start, as bundles. */
export const csmPrograms = bundlePrograms({
  csm: 'packages/cli/src/csm.ts',
  'serve-tasks': 'packages/cli/src/scale/serve-tasks.ts',
});
