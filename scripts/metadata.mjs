// Writes author, homepage, repository and bugs of scripts/project.json into the package.json of every published package.
// --check only compares, and fails on a difference.
import { writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { publicPackages, readJson, root } from './packages.mjs';

const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const project = readJson(join(root, 'scripts/project.json'));

for (const { folder, manifest, name } of publicPackages()) {
  const wanted = withMetadata(manifest, relative(root, folder).split(sep).join('/'));
  if (JSON.stringify(wanted) === JSON.stringify(manifest)) continue;
  if (values.check) {
    console.error(`metadata: ${name} differs from scripts/project.json; run "node scripts/metadata.mjs".`);
    process.exitCode = 1;
  } else {
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(wanted, null, 2)}\n`);
    console.log(`metadata: ${name} is up to date now`);
  }
}

/** The fields stand after the licence, in every package in the same order. */
function withMetadata(manifest, directory) {
  const fields = {
    author: project.author,
    homepage: project.homepage,
    repository: { type: 'git', url: `git+${project.repository}.git`, directory },
    bugs: project.issues,
  };
  const others = Object.entries(manifest).filter(([field]) => !(field in fields));
  const at = others.findIndex(([field]) => field === 'license') + 1;
  return Object.fromEntries([...others.slice(0, at), ...Object.entries(fields), ...others.slice(at)]);
}
