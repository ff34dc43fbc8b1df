import '@csm/wasm';
import { existsSync } from 'node:fs';
import { validNames } from '@csm/base';
import { terminalProgress } from '@csm/models/node';
import { setBackend } from '@tensorflow/tfjs-core';
import type { CommandRun } from '../terminal/command-run.js';
import { usageError } from '../terminal/usage-error.js';
import type { Replicate } from './analysis.js';
import { tissueExperiment } from './experiment.js';
import { METHOD_NAMES } from './methods.js';
import { believed } from './output/certificates.js';
import { AS_PUBLISHED, type Marker, PAPER_MARKERS, type Settings } from './settings.js';

/** The options of `csm tissue`, as commander returns them. */
export interface TissueOptions {
  readonly out: string;
  readonly genes?: readonly string[] | undefined;
  readonly labels?: string | undefined;
  readonly value?: readonly string[] | undefined;
  readonly count?: number | undefined;
  readonly layer?: string | undefined;
  readonly spatial?: string | undefined;
  readonly library?: readonly string[] | undefined;
  readonly slide?: readonly string[] | undefined;
  readonly bin?: number | undefined;
  readonly minSpots?: number | undefined;
  readonly maxGenes?: number | 'all' | undefined;
  readonly cells?: number | undefined;
  readonly method?: readonly string[] | undefined;
  readonly controls?: number | undefined;
  readonly seed: readonly number[];
  readonly epochs?: number | undefined;
  readonly weights?: string | undefined;
  readonly batchNorm?: 'recomputed' | 'moving' | undefined;
  readonly sample?: boolean | undefined;
  readonly asPublished?: boolean | undefined;
}

/** Runs `csm tissue`: the paper's second experiment, with its page. */
export async function runTissue(
  paths: readonly string[],
  options: TissueOptions,
  command: CommandRun,
): Promise<void> {
  checkTissueOptions(options);
  const { out, seed: seeds, labels, layer, spatial, library, slide: sample, bin } = options;
  await setBackend('wasm');
  const replicates = await tissueExperiment(paths, {
    ...{
      out,
      seeds,
      signal: command.signal,
      log: command.log,
      onProgress: terminalProgress(command.stderr && { stream: command.stderr }),
    },
    reading: { labels, layer, spatial, library, sample, bin },
    ...settingsOf(options),
  });
  command.log(`Page, figures, tables and models: ${out}`);
  command.print(`${out}/index.html`);
  command.json({ page: `${out}/index.html`, tissues: replicates.map(summaryOf) });
}

function checkTissueOptions({
  genes,
  labels,
  value,
  weights,
  method: methods,
  ...others
}: TissueOptions): void {
  for (const name of ['epochs', 'batchNorm'] as const) {
    if (weights === undefined || others[name] === undefined) continue;
    const flag = name === 'epochs' ? 'epochs' : 'batch-norm';
    throw usageError(`--weights and --${flag} are mutually exclusive; loaded weights are used unchanged.`);
  }
  if (weights !== undefined && !existsSync(weights)) {
    throw usageError(`--weights must be a file or folder; "${weights}" does not exist.`);
  }
  if (others.library !== undefined && others.slide !== undefined) {
    throw usageError(
      '--library and --slide are mutually exclusive; an .h5ad has libraries, a folder has samples.',
    );
  }
  if (value !== undefined && labels === undefined) {
    throw usageError('--value chooses among the labels; name them with --labels.');
  }
  if (value !== undefined && genes !== undefined) {
    throw usageError('--value and --genes are mutually exclusive; give one of the two.');
  }
  if (others.cells !== undefined && others.cells % 8 !== 0) {
    throw usageError(
      `--cells must be a multiple of 8, because the model halves the pictures three times; got ${others.cells}.`,
    );
  }
  const unknown = methods?.find((name) => !METHOD_NAMES.includes(name));
  if (unknown === undefined) return;
  throw usageError(`--method: unknown method "${unknown}"; ${validNames('methods', unknown, METHOD_NAMES)}.`);
}

function settingsOf(options: TissueOptions): Partial<Settings> {
  const { genes, labels, value, count, minSpots, maxGenes, cells, method, controls, epochs } = options;
  const { weights, batchNorm } = options;
  return {
    ...(options.asPublished && AS_PUBLISHED),
    ...(options.sample && { latents: 'draw' }),
    ...(batchNorm && { batchNorm: batchNorm === 'moving' ? 'moving averages' : batchNorm }),
    ...(genes && { markers: genes.map(markerOf) }),
    ...(labels !== undefined &&
      genes === undefined && { byLabel: true, ...(value && { labelValues: value }) }),
    ...(count && { size: count }),
    ...(minSpots && { minSpots }),
    ...(maxGenes && { maxGenes }),
    ...(cells && { cells }),
    ...(controls && { controls }),
    ...(epochs && { epochs }),
    ...(weights !== undefined && { weights }),
    ...(method && { methods: method }),
  };
}

function markerOf(gene: string): Marker {
  const known = PAPER_MARKERS.find(({ name }) => name === gene);
  return known ?? { name: gene, genes: [gene], layers: [] };
}

function summaryOf({ name, notes, analyses }: Replicate) {
  return {
    name,
    notes,
    trainings: analyses.map(({ seed, folder, concepts, certificates }) => ({
      seed,
      folder,
      concepts: concepts.map(({ marker, found }) => ({
        name: marker.name,
        genes: found.genes.map(({ gene }) => gene),
      })),
      certificates: certificates.map((certificate) => ({
        concept: certificate.marker,
        method: certificate.method.name,
        ...believed(certificate, concepts),
      })),
    })),
  };
}
