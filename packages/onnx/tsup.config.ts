import { packageBuild } from '../../tsup.shared.js';

export default packageBuild([
  'src/index.ts',
  'src/node.ts',
  'src/runtime.ts',
  'src/runtime-web.ts',
  'src/text.ts',
  'src/text-web.ts',
]);
