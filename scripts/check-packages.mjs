// Checks the builds: runs publint on every package, and imports every entry in plain Node.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const packages = fileURLToPath(new URL('../packages/', import.meta.url));
let failed = false;

for (const name of readdirSync(packages)) {
  const pkgDir = `${packages}${name}`;
  const pkg = JSON.parse(readFileSync(`${pkgDir}/package.json`, 'utf8'));
  if (pkg.private) continue;
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
