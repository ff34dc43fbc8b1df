import { layersEncoder } from '@csm/core';
import { selectSamples } from '@csm/datasets';
import { disposeVae } from '@csm/models';
import { encodedConcepts, rowsWith } from '../encoded.js';
import type { HardConcept, HardGround, HardGroundOptions } from '../hard-ground.js';
import { trainedVae } from '../models/trained-vae.js';
import { denseVae } from '../models/vaes.js';
import { tables } from './settings.js';
import { causeNames, FEATURES, maskOfCause, RANDOM, tableModel, tableRows } from './table-rows.js';

/** Rows of 80 features with six sparse causes, and a dense VAE. */
export async function tablesGround(seed: number, options: HardGroundOptions): Promise<HardGround> {
  const { latentSize = 8, models, signal } = options;
  const model = tableModel(seed);
  const rowsOf = (part: keyof typeof tables.count) => tableRows(model, part, tables.count[part]);
  const settings = { ...tables.training, seed, ...tables.version };
  const untrained = () => denseVae(FEATURES, latentSize, seed);
  const folder = `${models}/tables-${latentSize}-${seed}`;
  const training = rowsOf('training');
  const vae = await trainedVae(folder, settings, untrained, () => training.images, options);
  const heldOut = rowsOf('held out');
  const names = [...causeNames, RANDOM];
  const encoder = layersEncoder(vae.encoder);
  const encoded = await encodedConcepts(names, { encoder, training, heldOut, signal });
  const [shown, donors] = [rowsOf('shown'), rowsOf('donors')];
  const conceptOf = (name: string): HardConcept => {
    const side = ({ labels }: typeof shown, wanted: number) => rowsWith(labels[name]!, wanted);
    return {
      name,
      extent: name === RANDOM ? 'none' : 'local',
      positives: side(training, 1),
      negatives: side(training, 0),
      heldOut: { positives: side(heldOut, 1), negatives: side(heldOut, 0) },
      ...encoded.get(name)!,
      inputs: selectSamples(shown.images, side(shown, 1).slice(0, tables.shown)),
      masks: maskOfCause(model, name),
      donors: selectSamples(donors.images, side(donors, 0)),
    };
  };
  return {
    name: 'tables',
    seed,
    encoder,
    decoder: vae.decoder,
    latentSize,
    training: training.images,
    labels: training.labels,
    heldOut,
    concepts: names.map(conceptOf),
    dispose: () => disposeVae(vae),
  };
}
