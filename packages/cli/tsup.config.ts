import { packageBuild } from '../../tsup.shared.js';

export default packageBuild([], {
  // serve-tasks is the program of the processes of csm run.
  entry: { index: 'src/index.ts', csm: 'src/csm.ts', 'serve-tasks': 'src/scale/serve-tasks.ts' },
});
