import '@csm/wasm';
import { resolve } from 'node:path';
import { terminalProgress } from '@csm/models/node';
import { setBackend } from '@tensorflow/tfjs-core';
import { experimentEngine } from '../models/engine.js';
import { claimFolder, sha256 } from '../run/run-record.js';
import { versionsOf } from '../run/versions.js';
import type { CommandRun } from '../terminal/command-run.js';
import { type Faces, withoutSplit } from './data/faces.js';
import { type FacesSource, facesSource, openFaces } from './data/open-faces.js';
import { facesExperiment } from './experiment.js';
import { resultRows } from './output/results.js';
import { attributesIn, checkFacesOptions, type FacesOptions, settingsOf } from './settings/options.js';
import type { Settings } from './settings/settings.js';

/** Runs `csm faces`: the paper's first experiment, with its page. */
export async function runFaces(
  root: string | undefined,
  options: FacesOptions,
  command: CommandRun,
): Promise<void> {
  const source = await facesSource(root);
  checkFacesOptions(options, source.kind);
  const settings = settingsOf(options, source.kind);
  const { out, weights, limit, groups: group } = options;
  const { signal } = command;
  await setBackend('wasm');
  const opened = await openFaces(source, settings, { limit, group, signal });
  const split = settings.trainOn === 'all' ? withoutSplit(opened) : opened;
  const names = split.concepts.map(({ name }) => name);
  const faces = { ...split, shown: attributesIn(options.name, names) ?? split.shown };
  const choices = choicesOf(faces, settings, weights);
  for (const line of choices) command.log(line);
  const [table, loaded] = [await hashed(source.table), await hashed(weights)];
  await claimFolder(out, {
    command: 'faces',
    settings: claimed(faces, source, settings, { limit, group, table, weights: loaded }),
    seeds: [settings.seed],
    hashes: {
      model: loaded?.sha256 ?? null,
      tables: source.table && table ? { [source.table]: table.sha256 } : {},
    },
    versions: versionsOf(await experimentEngine()),
  });
  const results = await facesExperiment(
    faces,
    {
      ...{ out, settings, signal, choices },
      log: command.log,
      onWarning: command.warn,
      onStage: (what, done, total) => command.progress(what)({ done, total }),
      onTraining: terminalProgress(command.stderr && { stream: command.stderr }),
    },
    weights,
  );
  command.log(
    `Figures (PNG, SVG), maps (NumPy), scores.csv, results.csv, results.json, concepts.json, latents and model: ${out}`,
  );
  command.print(`${out}/index.html`);
  command.json({ page: `${out}/index.html`, concepts: resultRows(results) });
}

/** The settings that a run cannot change when it continues. The numbers of the analysis may differ: its stages are computed again. */
function claimed(
  { title }: Faces,
  { root }: FacesSource,
  { analysis: _, ...settings }: Settings,
  {
    limit,
    ...read
  }: Pick<FacesOptions, 'limit'> & {
    readonly group: string | undefined;
    readonly table: HashedFile | undefined;
    readonly weights: HashedFile | undefined;
  },
): Record<string, unknown> {
  // Folders of pictures have the same ids, so a run never continues with the pictures of another folder.
  return { faces: title, folder: root && resolve(root), limit, ...read, ...settings };
}

interface HashedFile {
  readonly path: string;
  readonly sha256: string;
}

async function hashed(path: string | undefined): Promise<HashedFile | undefined> {
  return path === undefined ? undefined : { path: resolve(path), sha256: await sha256(path) };
}

/** What the run does, and which of its choices differ from a default. */
function choicesOf(faces: Faces, settings: Settings, weights: string | undefined): string[] {
  const { train, validation, test, title, split } = faces;
  const { resize, keep, batchNorm, sample } = settings;
  return [
    `${title}: ${train.length} pictures for training, ${validation.length} for validation, ${test.length} scored`,
    `Split: ${split}`,
    ...(weights && resize === 'nearest'
      ? [
          "Pictures are resized to the nearest pixel, as Keras does, because the authors' weights were trained that way.",
        ]
      : []),
    ...(weights && resize === 'bilinear'
      ? [
          "Pictures are resized by an antialiased bilinear filter, but the authors' weights were trained with --resize nearest.",
        ]
      : []),
    ...(!weights && resize === 'nearest' ? ['Pictures are resized to the nearest pixel.'] : []),
    ...(keep === 'last' ? ['The weights of the last epoch are kept.'] : []),
    ...(batchNorm === 'moving' ? ["BatchNorm keeps the training's moving averages."] : []),
    ...(settings.trainOn === 'all'
      ? ['Histograms include the pictures that made the concepts, as in the notebook; AUCs leave them out.']
      : []),
    ...(sample ? [`Latents are one draw of z per picture, with seed ${settings.seed}.`] : []),
  ];
}
