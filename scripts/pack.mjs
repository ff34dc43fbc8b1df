// `npm run pack`: writes the packs of all published packages to packs/. Until the first release, users install from them:
// npm install path/to/packs/*.tgz
import { rmSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { packAll, root } from './packages.mjs';

const to = join(root, 'packs');
rmSync(to, { recursive: true, force: true });
for (const { name, file } of packAll(to)) {
  const kilobytes = Math.round(statSync(file).size / 1024);
  console.log(
    `${name.padEnd(24)} ${String(kilobytes).padStart(6)} kB  ${relative(root, join(to, basename(file)))}`,
  );
}
console.log('\nIn your project: npm install path/to/packs/*.tgz');
