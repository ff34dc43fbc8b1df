import { encode, explain, meanDifference } from '@csm/core';
import { selectSamples } from '@csm/datasets';
import { counterfactualBaseline, decoderMap, integratedGradients } from '@csm/explainers';
import { markdownTable } from '../../markdown-table.js';
import type { HardGround, HardGroundName } from '../grounds/hard-ground.js';
import { seedsOf, type TableRun, withGround } from '../hard-tables/table-run.js';
import { stage } from '../stage.js';

/** How often the maps that use a decoder warn about it. */
export interface DecoderWarnings {
  readonly ground: HardGroundName;
  readonly seed: number;
  /** Number of encoded concepts. */
  readonly concepts: number;
  /** Runs of `decoderMap` that warn of another encoder's decoder, and of parts that the encoder does not read. */
  readonly otherDecoder: number;
  readonly unread: number;
  /** Runs of integrated gradients from the counterfactual that warn of another encoder's decoder. */
  readonly counterfactual: number;
}

const GROUNDS = ['scenes', 'scenes-weak-kl', 'blind', 'other-decoder'] as const;
const INPUTS = 8;

/** Counts warnings on grounds with the encoder's own decoder, with another VAE's, and with a blind encoder. */
export async function decoderWarnings(run: TableRun): Promise<DecoderWarnings[]> {
  const found: DecoderWarnings[] = [];
  for (const name of GROUNDS) {
    for (const seed of seedsOf(run)) {
      found.push(
        await stage(`${run.out}/decoders/${name}-${seed}.json`, { name, seed, INPUTS }, () =>
          withGround(name, seed, {}, run, (ground) => countedWarnings(ground, run.signal)),
        ),
      );
    }
  }
  return found;
}

async function countedWarnings(ground: HardGround, signal: AbortSignal): Promise<DecoderWarnings> {
  const { encoder } = ground;
  const latents = await encode(encoder, ground.training, { batchSize: 64, signal });
  const { decoder } = ground;
  const counts = { concepts: 0, otherDecoder: 0, unread: 0, counterfactual: 0 };
  if (decoder === undefined) return { ground: ground.name, seed: ground.seed, ...counts };
  for (const concept of ground.concepts) {
    if (concept.encoded !== 'encoded' && concept.auc < 0.8) continue;
    counts.concepts += 1;
    const negatives = selectSamples(latents, concept.negatives);
    const vector = meanDifference(concept.name, selectSamples(latents, concept.positives), negatives);
    const inputs = selectSamples(concept.inputs, [...Array(INPUTS).keys()]);
    const warningsOf = async (explainer: Parameters<typeof explain>[3]) => {
      const warnings: string[] = [];
      const onWarning = (warning: string) => warnings.push(warning);
      await explain(encoder, vector, inputs, explainer, { batchSize: INPUTS, signal, onWarning });
      return warnings;
    };
    const drawn = await warningsOf(decoderMap({ decoder, negatives }));
    const isOther = (warning: string) => /does not seem to belong/.test(warning);
    if (drawn.some(isOther)) counts.otherDecoder += 1;
    if (drawn.some((warning) => !isOther(warning))) counts.unread += 1;
    const baseline = counterfactualBaseline({ decoder, negatives });
    if ((await warningsOf(integratedGradients({ steps: 4, baseline }))).some(isOther))
      counts.counterfactual += 1;
  }
  return { ground: ground.name, seed: ground.seed, ...counts };
}

/** The table of the evidence page. */
export function decoderTable(rows: readonly DecoderWarnings[]): string {
  const names: Readonly<Record<string, string>> = {
    scenes: 'own decoder',
    'scenes-weak-kl': 'own decoder, weak KL',
    blind: 'own decoder, blind encoder',
    'other-decoder': "another VAE's decoder",
  };
  const cell = (of: readonly DecoderWarnings[], key: 'otherDecoder' | 'unread' | 'counterfactual') => {
    const sum = (each: (row: DecoderWarnings) => number) => of.reduce((total, row) => total + each(row), 0);
    return `${sum((row) => row[key])} of ${sum((row) => row.concepts)}`;
  };
  return markdownTable(
    [
      'decoder',
      'decoder map: other decoder',
      'decoder map: unread parts',
      'IG from the counterfactual: other decoder',
    ],
    GROUNDS.map((ground) => {
      const of = rows.filter((row) => row.ground === ground);
      return [
        names[ground] ?? ground,
        cell(of, 'otherDecoder'),
        cell(of, 'unread'),
        cell(of, 'counterfactual'),
      ];
    }),
  );
}
