// Runs the property tests with new random seeds: npm run test:properties -- [rounds]
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const rounds = Number(process.argv[2] ?? 5);
const files = ['packages', 'examples', 'benchmarks', 'support']
  .flatMap((folder) => testFiles(folder))
  .filter((file) => readFileSync(file, 'utf8').includes("from 'fast-check'"));

const failed = [];
for (let round = 1; round <= rounds; round++) {
  const seed = randomInt(2 ** 31);
  console.log(`round ${round} of ${rounds}: TEST_SEED=${seed}, ${files.length} files`);
  const env = { ...process.env, TEST_SEED: String(seed) };
  const { status } = spawnSync('npx', ['vitest', 'run', '--silent=passed-only', ...files], {
    env,
    stdio: 'inherit',
  });
  if (status !== 0) failed.push(seed);
}
if (failed.length > 0) {
  console.error(`failed; to repeat: TEST_SEED=${failed.join(' or ')} npx vitest run <file>`);
  process.exitCode = 1;
}

/** The test files under a folder, without its dependencies. */
function testFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : testFiles(path);
    return entry.name.endsWith('.test.ts') ? [path] : [];
  });
}
