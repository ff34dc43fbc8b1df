import { conceptScores, encode, layersEncoder } from '@csm/core';
import { saveConcepts } from '@csm/core/node';
import { type GeneConcept, geneConcept } from '@csm/core/statistics';
import { atSpots, type GeneRasters, gridNeighbours, selectSamples } from '@csm/datasets';
import type { OlfactoryBulb } from '@csm/datasets/node';
import { decodeConcept } from '@csm/models';
import { average } from '../../support/average.js';
import type { TrainedVae } from '../../support/olfactory-bulb/model.js';
import type { Analysis, LayerCase, Marker } from './analysis.js';
import { conceptEvidence } from './evidence.js';
import { drawFigure, type FigureRow } from './figure.js';
import { integrated, measured, paper } from './methods.js';
import { type SpotMaps, spotMaps } from './spot-maps.js';
import { correlation, type MarkerRun } from './stability.js';
import { writeConceptTable, writeTrainingTable } from './tables.js';
import { drawTissue } from './tissue-figure.js';

/** Options of {@link analyse}. */
export interface AnalyseOptions {
  readonly folder: string;
  readonly seed: number;
  readonly markers: readonly Marker[];
  /** Number of genes per concept, and of random concept vectors for comparison. */
  readonly size: number;
  readonly controls: number;
  readonly signal?: AbortSignal | undefined;
  readonly log: (line: string) => void;
}

/** Makes concepts, maps, figures, tables and, if spots have labels, evidence, and writes them into the folder. */
export async function analyse(
  bulb: OlfactoryBulb,
  rasters: GeneRasters,
  { vae, history, reconstruction }: TrainedVae,
  { folder, seed, markers, size, controls, signal, log }: AnalyseOptions,
): Promise<Analysis> {
  const { counts } = bulb;
  await writeTrainingTable(folder, history);
  const encoder = layersEncoder(vae.encoder);
  const latents = await encode(encoder, rasters.images, { batchSize: 256, signal });
  const neighbours = gridNeighbours(rasters.cells, rasters.images.shape[2]!);
  const labelled = counts.spots.labels !== undefined;
  const methods = labelled ? measured : [integrated, paper];
  const [concepts, runs, rows]: [GeneConcept[], MarkerRun[], FigureRow[]] = [[], [], []];
  const evidence: LayerCase[] = [];
  const controlCorrelations: Record<string, number> = {};
  const tissue: Parameters<typeof drawTissue>[3][number][] = [];
  for (const { gene: marker, layers, alsoMeasured } of markers) {
    const found = geneConcept(marker, rasters.genes, latents, { count: size });
    const decoded = await decodeConcept(vae.decoder, found.concept);
    const maps: SpotMaps[] = [];
    for (const method of methods)
      maps.push(await spotMaps(found, method, { encoder, rasters, seed, controls, signal }));
    const [byPaper, byIntegrated] = [paper, integrated].map(
      ({ name }) => maps.find((one) => one.method === name)!,
    );
    await writeConceptTable(folder, found, conceptScores(latents, [found.concept]).data);
    const control = average(byPaper!.random.map((random) => correlation(random[0]!, byPaper!.maps[0]!)));
    const pictures = found.genes.map(({ index }) => atSpots(rasters.images.pick(index), rasters.cells));
    const decodedAtSpots = atSpots(decoded, rasters.cells);
    rows.push({
      marker,
      decoded,
      counts: selectSamples(rasters.images, [found.genes[0]!.index]).pick(0),
      map: byPaper!.rasters.pick(0),
      control: byPaper!.randomRaster,
      controlCorrelation: control,
    });
    tissue.push(
      {
        title: `${marker}: counts`,
        values: pictures[0]!,
        kind: 'magnitude',
        unit: 'share of the largest count',
      },
      {
        title: `${marker}: decoded concept`,
        values: decodedAtSpots,
        kind: 'magnitude',
        unit: 'decoder output',
      },
      {
        title: `${marker}: ${paper.name}`,
        values: byPaper!.maps[0]!,
        caption: `correlation with random concepts ${control.toFixed(2)}`,
      },
      { title: `${marker}: ${integrated.name}`, values: byIntegrated!.maps[0]! },
      { title: `${integrated.name}, random concept`, values: byIntegrated!.random[0]![0]! },
    );
    if (labelled) {
      const input = { counts, found, decoded: decodedAtSpots, maps, neighbours };
      evidence.push({ marker, layers, counts: true, rows: conceptEvidence({ ...input, layers }) });
      if (alsoMeasured) {
        const rows = conceptEvidence({ ...input, layers: alsoMeasured });
        evidence.push({ marker, layers: alsoMeasured, counts: false, rows });
      }
    }
    concepts.push(found);
    controlCorrelations[marker] = control;
    runs.push({
      marker,
      genes: found.genes.map(({ gene }) => gene),
      maps: Object.fromEntries(maps.map((one) => [one.method, one.maps[0]!])),
      decoded: decodedAtSpots,
    });
    log(conceptLine(found, control));
    const warnedOf = maps.filter(({ gate }) => !gate.passed);
    if (warnedOf.length > 0) log(gateLine(marker, warnedOf));
  }
  await saveConcepts(
    `${folder}/concepts.json`,
    concepts.map((found) => found.concept),
  );
  await drawFigure(folder, rows);
  await drawTissue(`${folder}/tissue`, 'Concepts of marker genes on the tissue', bulb, tissue, 5);
  const figures = ['figure.png', 'tissue.png'];
  const epochs = history.length;
  return { seed, epochs, reconstruction, concepts, runs, evidence, controlCorrelations, figures };
}

function gateLine(marker: string, warnedOf: readonly SpotMaps[]): string {
  const each = warnedOf.map((one) => `${one.method} ${(100 * one.gate.explainedByRandom).toFixed(0)} %`);
  return `  gate: for ${marker}, maps of random concepts explain much of the maps of ${each.join(', ')}; these show the gene and the network`;
}

function conceptLine({ concept, genes }: GeneConcept, control: number): string {
  const nearest = genes.slice(1, 6).map(({ gene, r }) => `${gene} ${r.toFixed(3)}`);
  return `${concept.name}: nearest ${nearest.join(', ')}; its map correlates ${control.toFixed(2)} with those of random concepts`;
}
