// Checks the builds: runs publint on every package, and imports every entry in plain Node.
import { pathToFileURL } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { publicPackages } from './packages.mjs';

let failed = false;

for (const { folder: pkgDir, manifest: pkg } of publicPackages()) {
  const { messages } = await publint({ pkgDir, strict: true, pack: false });
  for (const message of messages) {
    failed = true;
    console.error(`${pkg.name}: ${formatMessage(message, pkg)}`);
  }
  for (const [entry, target] of Object.entries(pkg.exports)) {
    if (typeof target === 'string') continue;
    const exported = await import(pathToFileURL(`${pkgDir}/${target.default}`).href);
    const names = Object.keys(exported);
    if (names.length === 0) {
      failed = true;
      console.error(`${pkg.name}${entry.slice(1)}: exports nothing`);
    }
    console.log(`${pkg.name}${entry.slice(1)}: ${names.join(', ')}`);
  }
}
process.exitCode = failed ? 1 : 0;
