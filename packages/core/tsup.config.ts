import { packageBuild } from '../../tsup.shared.js';

export default packageBuild([
  'src/index.ts',
  'src/statistics.ts',
  'src/discovery.ts',
  'src/extend.ts',
  'src/node.ts',
]);
