// `npm run release:dry`: builds nothing and publishes nothing; checks everything that a release needs, and says what would fail: versions,
// changelog, addresses, and for each pack what `npm publish --dry-run` would upload. Works offline. --strict (the release workflow) fails on
// every finding; --tag v0.2.0 must be the version.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packAll, publicPackages, readJson, root } from './packages.mjs';

const { values } = parseArgs({ options: { strict: { type: 'boolean' }, tag: { type: 'string' } } });
const findings = [];
const text = (path) => readFileSync(join(root, path), 'utf8');

const packages = publicPackages();
const versions = new Map(packages.map(({ name, manifest }) => [name, manifest.version]));
const [version] = versions.values();
if (new Set(versions.values()).size > 1) {
  const list = [...versions].map((pair) => pair.join(' ')).join(', ');
  findings.push(`versions: expected one version; found ${list}; run "npx changeset version".`);
}
if (values.tag !== undefined && values.tag !== `v${version}`)
  findings.push(`tag: expected v${version}; got ${values.tag}.`);
const waiting = readdirSync(join(root, '.changeset')).filter(
  (file) => file.endsWith('.md') && file !== 'README.md',
);
if (waiting.length > 0)
  findings.push(`changesets: ${waiting.length} are not applied; run "npx changeset version".`);
const heading = text('CHANGELOG.md').match(
  new RegExp(`^## ${version.replaceAll('.', '\\.')}( .*)?$`, 'm'),
)?.[0];
if (heading === undefined) findings.push(`CHANGELOG.md: no heading "## ${version}".`);
else if (heading.includes('unreleased'))
  findings.push(`CHANGELOG.md: "${heading}"; replace "unreleased" by the date.`);
if (!text('CITATION.cff').includes(`\nversion: ${version}\n`))
  findings.push(`CITATION.cff: expected "version: ${version}".`);
const project = readJson(join(root, 'scripts/project.json'));
if (project.addressesConfirmed !== true)
  findings.push(
    `scripts/project.json: the addresses (${project.repository}) are not confirmed; set them and "addressesConfirmed": true, then run ` +
      '"node scripts/metadata.mjs". Provenance needs the true repository.',
  );

rmSync(join(root, 'packs'), { recursive: true, force: true });
console.log(`version ${version}`);
for (const { name, file, files } of packAll(join(root, 'packs'))) {
  const args = ['publish', '--dry-run', '--access', 'public', '--offline', '--loglevel=error', file];
  const { status, stderr } = spawnSync('npm', args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) findings.push(`${name}: npm publish fails: ${stderr.trim().split('\n')[0]}`);
  for (const needed of ['README.md', 'LICENSE', 'package.json'])
    if (!files.includes(needed)) findings.push(`${name}: the pack lacks ${needed}.`);
  if (!files.some((path) => path.startsWith('dist/')))
    findings.push(`${name}: the pack has no build; run "npm run build".`);
  const kilobytes = Math.round(statSync(file).size / 1000);
  console.log(`${name.padEnd(24)} ${String(kilobytes).padStart(5)} kB, ${files.length} files`);
}
console.log(findings.length === 0 ? 'Nothing would fail.' : `\nA release would fail on ${findings.length}:`);
for (const finding of findings) console.log(`- ${finding}`);
if (values.strict && findings.length > 0) process.exitCode = 1;
