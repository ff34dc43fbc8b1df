// The matrix: the packs of the builds (npm run build), installed by npm as a user does, in every supported runtime, module system, way of
// resolving types, bundler and backend. Each cell computes the same score and map; prints a table of their differences from
// tfjs' cpu backend in Node 20, and exits with 1 if a cell fails.
//
//   node scripts/matrix/main.mjs            all
//   node scripts/matrix/main.mjs runtimes   or types, or bundlers: a part
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { numbersInBrowser, startBrowser } from './browser.mjs';
import { BUNDLERS } from './bundlers.mjs';
import { installPacks } from './install.mjs';
import { installRuntimes, runProgram } from './runtimes.mjs';

/** float32 sums of about a thousand products in other orders, over eight steps and five layers. */
const TOLERANCE = 1e-4;

const parts = process.argv.slice(2);
const wants = (part) => parts.length === 0 || parts.includes(part);
const rows = [];
const temporary = [];
try {
  const folder = installPacks();
  temporary.push(folder);
  const node = { path: process.execPath, before: [] };
  const { numbers: reference, problem } = runProgram(node, folder, ['node.mjs', 'cpu']);
  if (reference === undefined) throw new Error(`matrix: no reference numbers: ${problem}`);
  if (wants('runtimes')) runtimes(folder, reference);
  if (wants('types')) types(folder);
  if (wants('bundlers')) await bundlers(folder, reference);
} finally {
  for (const each of temporary) rmSync(each, { recursive: true, force: true });
}
console.log(`\n| where | what | result |\n| --- | --- | --- |`);
for (const { where, what, result } of rows) console.log(`| ${where} | ${what} | ${result} |`);
const failed = rows.filter(({ ok }) => ok === false);
console.log(`\n${rows.length - failed.length} of ${rows.length} cells`);
process.exitCode = failed.length > 0 ? 1 : 0;

function runtimes(folder, reference) {
  const node = { path: process.execPath, before: [] };
  const { numbers: files } = runProgram(node, folder, ['files.mjs']);
  const { numbers: description } = inspected(node, folder);
  for (const runtime of installRuntimes()) {
    temporary.push(runtime.folder);
    if (runtime.missing) {
      add(runtime.name, 'start', { problem: runtime.missing });
      continue;
    }
    for (const engine of ['cpu', 'wasm', 'onnxruntime']) {
      add(runtime.name, `import, ${engine}`, runProgram(runtime, folder, ['node.mjs', engine]), reference);
    }
    add(runtime.name, 'require, wasm', runProgram(runtime, folder, ['require.cjs', 'wasm']), reference);
    add(runtime.name, 'HDF5 and PNG files', runProgram(runtime, folder, ['files.mjs']), files);
    add(runtime.name, 'csm inspect', inspected(runtime, folder), description);
  }
}

/** The command: how many dimensions, parameters and working methods it finds. */
function inspected(runtime, folder) {
  const csm = 'node_modules/@csm/cli/dist/csm.js';
  const { numbers: found, ...result } = runProgram(runtime, folder, [
    csm,
    'inspect',
    'encoder.onnx',
    '--json',
  ]);
  if (found === undefined) return result;
  const { latentSize, parameters, methods } = found;
  return { ...result, numbers: [latentSize, parameters, methods.filter(({ works }) => works).length] };
}

function types(folder) {
  const compiler = join(folder, 'node_modules/typescript/bin/tsc');
  for (const [module, resolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    const how = ['--module', module, '--moduleResolution', resolution, '--target', 'es2022', '--strict'];
    const args = [
      compiler,
      '--noEmit',
      '--skipLibCheck',
      '--types',
      'node',
      '--pretty',
      'false',
      ...how,
      'types.ts',
    ];
    const { stdout, status } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const result = status === 0 ? 'no errors' : stdout.split('\n')[0];
    rows.push({ where: 'TypeScript', what: resolution, result, ok: status === 0 });
  }
}

async function bundlers(folder, reference) {
  const browser = await startBrowser();
  if (browser === undefined) {
    rows.push({ where: 'Chromium', what: 'bundlers', result: 'skipped: no Chromium on the PATH' });
    return;
  }
  const { numbers } = runProgram({ path: process.execPath, before: [] }, folder, ['files.mjs']);
  // The last number is the size of a PNG file, which the page does not write.
  const counts = numbers.slice(0, -1);
  try {
    for (const [name, bundle] of Object.entries(BUNDLERS)) {
      const out = mkdtempSync(join(tmpdir(), `csm-${name}-`));
      temporary.push(out);
      try {
        const script = await bundle(folder, out);
        const results = await numbersInBrowser(browser, folder, out, script, [
          'cpu',
          'wasm',
          'webgl',
          'webgpu',
          'HDF5',
        ]);
        for (const [what, result] of Object.entries(results)) {
          add(`${name}, Chromium ${browser.version()}`, what, result, what === 'HDF5' ? counts : reference);
        }
      } catch (error) {
        add(name, 'bundle', { problem: String(error.message).split('\n')[0] });
      }
    }
  } finally {
    await browser.close();
  }
}

function add(where, what, { numbers, problem, status = 0 }, reference) {
  if (numbers === undefined) {
    rows.push({ where, what, result: problem, ok: false });
    return;
  }
  const largest = Math.max(...reference.map(Math.abs));
  const difference = Math.max(...numbers.map((value, i) => Math.abs(value - reference[i]))) / largest;
  const ok = difference <= TOLERANCE && status === 0;
  const exit = status === 0 ? '' : `, exit status ${status}`;
  rows.push({ where, what, result: `${difference.toExponential(1)}${exit}`, ok });
  console.error(`${where}, ${what}: ${difference.toExponential(1)}${exit}`);
}
