/**
 * Does everything that issue 19 asks to be shown, in about 20 minutes on two idle cores, and prints it as Markdown. If it is stopped, the same
 * command continues with what is not measured yet.
 *
 *     npx tsx benchmarks/scale/all.ts [--data FOLDER] [--out FOLDER] [--quick]
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string', default: fileURLToPath(new URL('../../out/scale', import.meta.url)) },
    quick: { type: 'boolean', default: false },
  },
});
const { out, quick } = values;
const data = values.data ?? join(out, 'celeba');
const [small, paper, tiny, kills] = ['small', 'paper', 'tiny', 'kills'].map((name) =>
  join(out, `${name}.json`),
);

const size = (whole: number, few: number) => String(quick ? few : whole);
await run('main.ts', ['--inputs', size(20_000, 200), '--data', data, '--out', small!]);
const few = ['explain, one core', '1 process, one core', '2 processes'].flatMap((way) => ['--ways', way]);
await run('main.ts', [
  '--encoder',
  'paper',
  '--inputs',
  size(64, 16),
  '--data',
  data,
  '--out',
  paper!,
  ...few,
]);
if (!existsSync(tiny!)) {
  await run('tiny.ts', ['--inputs', size(200_000, 4000), '--shards', size(400, 8), '--out', tiny!]);
}
if (!existsSync(kills!)) await run('kills.ts', ['--kills', size(100, 11), '--out', kills!]);
await run('table.ts', [small!, paper!]);

async function run(program: string, args: readonly string[]): Promise<void> {
  const start = performance.now();
  console.log(`\n## ${program} ${args.join(' ')}\n`);
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL(program, import.meta.url)), ...args],
    { stdio: 'inherit' },
  );
  const code = await new Promise<number | null>((ended) => child.on('close', ended));
  console.log(`\n(${((performance.now() - start) / 1000).toFixed(0)} s)`);
  if (code !== 0) process.exit(code ?? 1);
}
