import '@csm/wasm';
import { parseArgs } from 'node:util';
import { terminalProgress } from '@csm/models/node';
import { setBackend } from '@tensorflow/tfjs-core';
import { progressLines } from '../../packages/cli/src/terminal/progress-lines.js';
import { writeText } from '../../support/write-text.js';
import { hardSeeds } from './grounds/open-hard-ground.js';
import { hardEvidence, type Measurement, measurementNames, writeEvidence } from './hard-evidence.js';
import type { GroundResult } from './measures/ground-result.js';
import type { ShownMaps } from './measures/shown-maps.js';
import { reference } from './measures/summary.js';
import {
  controlMethods,
  laterPublishedMethods,
  type Method,
  newMethods,
  publishedMethods,
} from './methods/candidates.js';
import { rankFamilies } from './methods/choose.js';
import { averages } from './report/averages.js';
import { drawDotPlots, drawPanel, extremes } from './report/figures.js';
import { writePage } from './report/page.js';
import { allResults, summaryTable } from './report/tables.js';
import { type RunOptions, runGround, runShown } from './run.js';
import { type GroundName, groundNames, seeds } from './settings.js';

const USAGE = `usage: npm run evidence -- [--part hard|appendix|later] [--measurements NAME,NAME] [--hard-seeds report|choice|N,N] [--grounds NAME,NAME] [--seeds N,N] [--methods 'NAME; NAME'] [--out FOLDER] [--models FOLDER] [--data FOLDER] [--docs FOLDER]
Measures the gate and all maps on data sets with known truth: hard grounds (docs/evidence.md), and ${groundNames.join(', ')} (the appendix).
  --part        only the hard grounds, only the appendix, or only the appendix's methods that were added later (default: hard and appendix)
  --measurements  only these measurements on the hard grounds: ${measurementNames.join(', ')} (default: all)
  --hard-seeds  seeds of the hard grounds (default: report)
  --grounds     only these grounds of the appendix (default: all)
  --seeds       only these seeds of the appendix (default: those of settings.ts)
  --methods     only these methods of the appendix, next to IG, zeros, on the report seeds; prints their table (default: all)
  --out         folder of the results, one file per method; a stopped run continues from them (default: out/evidence)
  --models      folder of the trained models; missing models are trained (default: out)
  --data        folder with mob-rep12 and cmu-faces (default: ../shared/data)
  --docs        folder whose evidence.md and evidence-appendix.md get the tables, and whose images folder gets the figures (default: none)`;

const { values } = parseArgs({
  options: {
    part: { type: 'string' },
    measurements: { type: 'string' },
    'hard-seeds': { type: 'string', default: 'report' },
    grounds: { type: 'string' },
    seeds: { type: 'string' },
    methods: { type: 'string' },
    out: { type: 'string', default: 'out/evidence' },
    models: { type: 'string', default: 'out' },
    data: { type: 'string', default: '../shared/data' },
    docs: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const progress = progressLines(process.stderr);
const onProgress = (what: string, done: number, total: number) => progress(what)({ done, total });
const abort = new AbortController();
process.once('SIGINT', () =>
  abort.abort(new Error('stopped by Ctrl+C; run the same command again to continue')),
);

async function main(): Promise<void> {
  const { part = 'both' } = values;
  if (!['both', 'hard', 'appendix', 'later'].includes(part)) {
    throw new Error(`--part: expected hard, appendix or later; got ${part}.\n\n${USAGE}`);
  }
  if (part === 'both' || part === 'hard') await measureHardGrounds();
  if (part !== 'hard') await measureAppendix(part === 'later');
}

/** The gate, decoders, confounders, rankings, few examples and regions, on hard grounds. */
async function measureHardGrounds(): Promise<void> {
  await setBackend('wasm');
  const given = values['hard-seeds'];
  const wanted = given === 'choice' || given === 'report' ? hardSeeds[given] : given.split(',').map(Number);
  const names = (values.measurements?.split(',') ?? measurementNames) as Measurement[];
  const unknown = names.find((name) => !measurementNames.includes(name));
  if (unknown !== undefined) {
    throw new Error(
      `--measurements: unknown name "${unknown}"; valid names: ${measurementNames.join(', ')}.\n\n${USAGE}`,
    );
  }
  const { out, models, docs } = values;
  const run = { out, models, seeds: wanted, signal: abort.signal, log: console.log, onProgress };
  const sections = await hardEvidence(run, names);
  for (const [name, text] of Object.entries(sections)) console.log(`${name}\n\n${text}\n`);
  if (docs !== undefined) await writeEvidence(docs, sections);
}

/** All methods on the four grounds of the appendix, or only those that were added later. */
async function measureAppendix(onlyLater: boolean): Promise<void> {
  const grounds = (values.grounds?.split(',') ?? [...groundNames]) as GroundName[];
  const unknown = grounds.find((name) => !groundNames.includes(name));
  if (unknown !== undefined)
    throw new Error(
      `--grounds: unknown ground "${unknown}"; valid grounds: ${groundNames.join(', ')}.\n\n${USAGE}`,
    );
  const wanted = values.seeds?.split(',').map(Number);
  if (wanted?.some((seed) => !Number.isInteger(seed) || seed < 0))
    throw new Error(
      `--seeds: expected integers of at least 0, separated by commas; got ${values.seeds}.\n\n${USAGE}`,
    );
  await setBackend('wasm');
  const { out, models, data } = values;
  const options = (seed: number): RunOptions => ({
    out,
    models,
    data,
    seed,
    signal: abort.signal,
    log: console.log,
    onTraining: terminalProgress(),
    onProgress,
  });
  const seedsOf = (ground: GroundName, part: 'choice' | 'report') =>
    seeds[ground][part].filter((seed) => wanted?.includes(seed) ?? true);
  const run = async (part: 'choice' | 'report', methods: readonly Method[]): Promise<GroundResult[]> => {
    const results: GroundResult[] = [];
    for (const ground of grounds) {
      for (const seed of seedsOf(ground, part)) {
        results.push(await runGround(ground, methods, options(seed)));
      }
    }
    return results;
  };
  const listed = [...publishedMethods, ...laterPublishedMethods];
  const all = [...listed, ...newMethods, ...controlMethods];
  if (onlyLater) return measureLater(run);
  if (values.methods !== undefined) return measureOnly(named(all, values.methods.split(';')), run);
  const choice = await run('choice', all);
  const ranked = rankFamilies(newMethods, choice);
  const averaged = averages(choice).find(({ name }) => newMethods.some((method) => method.name === name));
  const chosen = newMethods.filter(
    (method) => ranked.get(method.family)![0]!.method === method || method.name === averaged?.name,
  );
  const report = await run('report', [...listed, ...chosen, ...controlMethods]);
  await writeText(`${out}/evidence.csv`, allResults([...choice, ...report]));
  console.log(summaryTable(report.length > 0 ? report : choice));
  console.log(`\n${out}/evidence.csv`);
  if (values.docs === undefined) return;

  const shown: ShownMaps[] = [];
  for (const ground of grounds) {
    const [seed] = seedsOf(ground, 'report');
    if (seed === undefined) continue;
    const { best, worst } = extremes(report, ground);
    const some = [best, reference, worst].map((name) => all.find((method) => method.name === name)!);
    shown.push(await runShown(ground, some, options(seed)));
  }
  await writePage(values.docs, { choice, report, ranked });
  const images = `${values.docs}/images`;
  await drawDotPlots(
    images,
    choice,
    report,
    newMethods.map(({ name }) => name),
  );
  await drawPanel(`${images}/evidence-panel.png`, shown);
}

type RunReport = (part: 'report', methods: readonly Method[]) => Promise<GroundResult[]>;

/** Measures the methods that were added later on the report seeds, and writes their table. */
async function measureLater(run: RunReport): Promise<void> {
  const table = await tableOf(laterPublishedMethods, run);
  console.log(table);
  if (values.docs !== undefined) await writeEvidence(values.docs, { 'later methods': table });
}

/** Measures some methods on the report seeds, and prints their table. */
async function measureOnly(methods: readonly Method[], run: RunReport): Promise<void> {
  if (values.docs !== undefined) throw new Error('--docs: needs all methods; leave --methods out.');
  console.log(await tableOf(methods, run));
}

/** The table of some methods, next to the reference. */
async function tableOf(methods: readonly Method[], run: RunReport): Promise<string> {
  const others = methods.filter(({ name }) => name !== reference);
  const own = publishedMethods.filter(({ name }) => name === reference);
  return summaryTable(await run('report', [...own, ...others]));
}

function named(methods: readonly Method[], names: readonly string[]): Method[] {
  return names.map((name) => {
    const found = methods.find((method) => method.name === name.trim());
    if (found) return found;
    throw new Error(
      `--methods: unknown method "${name}"; valid methods: ${methods.map((method) => method.name).join('; ')}.`,
    );
  });
}

if (values.help) console.log(USAGE);
else {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
