import { conceptScores, type Encoder, encode } from '@csm/core';
import { saveConcepts } from '@csm/core/node';
import { conceptOfExamples, type GeneConcept, geneConcept } from '@csm/core/statistics';
import { atSpots, type GeneRasters, gridNeighbours, selectSamples } from '@csm/datasets';
import { decodeConcept } from '@csm/models';
import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { verdictText } from '../experiments/certificate-files.js';
import type { Analysis, ConceptResult, LayerCase } from './analysis.js';
import { certifiedMarker, type MarkerCertificate } from './certified-marker.js';
import type { Tissue } from './data/open-tissue.js';
import { spotNeighbours } from './data/spot-neighbours.js';
import { conceptEvidence } from './evidence.js';
import { methodContext } from './explained-concept.js';
import { layerGenes } from './layer-genes.js';
import { MEASURED, type MethodContext, methodOf } from './methods.js';
import type { TrainedVae } from './model.js';
import { believed, writeCertificates } from './output/certificates.js';
import { drawFigures } from './output/figures.js';
import { writeResults } from './output/results-file.js';
import { writeNumbers } from './output/tables.js';
import { tissueMaps } from './output/tissue-maps.js';
import { DEFAULTS, type Marker, type Settings } from './settings.js';
import { randomCorrelation, type SpotMaps, spotMaps } from './spot-maps.js';

/** Options of {@link analyse}. */
export interface AnalyseOptions {
  /** The trained encoder. */
  readonly encoder: Encoder;
  /** The folder of the results, and its path relative to the page. */
  readonly folder: string;
  readonly link: string;
  /** Name of the replicate. */
  readonly replicate: string;
  readonly seed: number;
  readonly settings: Settings;
  /** One concept per marker. */
  readonly markers: readonly Marker[];
  readonly signal?: AbortSignal | undefined;
  readonly log: (line: string) => void;
}

/** Makes concepts, maps, figures, tables and, if spots have labels, evidence, and writes them into the folder. */
export async function analyse(
  tissue: Tissue,
  rasters: GeneRasters,
  trained: TrainedVae,
  options: AnalyseOptions,
): Promise<Analysis> {
  const { encoder, folder, link, replicate, seed, settings, signal, log } = options;
  const { vae, history } = trained;
  const { counts } = tissue;
  const sample = settings.latents === 'draw' ? { seed } : undefined;
  const latents = await encode(encoder, rasters.images, { batchSize: 256, sample, signal });
  const concepts: ConceptResult[] = [];
  for (const marker of options.markers) {
    const found = await markerConcept(marker, { encoder, rasters, latents, seed, settings, signal });
    const decoded = await decodeConcept(vae.decoder, found.concept);
    const maps: SpotMaps[] = [];
    const context = methodContext(found, vae.decoder, rasters, latents);
    for (const method of methodsFor(settings, counts.spots.labels !== undefined, context)) {
      const { controls } = settings;
      maps.push(await spotMaps(found, method, { encoder, rasters, latents, seed, controls, sample, signal }));
    }
    const shownAt = Math.min(1, found.genes.length - 1);
    const result: ConceptResult = {
      marker,
      found,
      shown: found.genes[shownAt]!,
      shownAt,
      scores: Float64Array.from(conceptScores(latents, [found.concept]).data),
      decoded,
      decodedAtSpots: atSpots(decoded, rasters.cells),
      maps,
    };
    concepts.push(result);
    log(conceptLine(result));
  }
  await saveConcepts(
    `${folder}/concepts.json`,
    concepts.map(({ found }) => found.concept),
  );
  const files = [
    ...(await writeNumbers(folder, { counts, rasters, latents, concepts, history })),
    await writeResults(folder, tissue, { rasters, concepts }),
  ];
  const certificates: MarkerCertificate[] = [];
  const certified = {
    ...{ encoder, decoder: vae.decoder, counts, rasters, latents, settings, seed, signal },
    layerGenes: layerGenes(counts, rasters),
    layers: [...new Set(counts.spots.labels)].flatMap((label) => (label ? [label] : [])),
  };
  for (const concept of concepts) {
    const others = concepts.filter((other) => other !== concept);
    const own = await certifiedMarker(concept, others, certified);
    for (const certificate of own) {
      certificates.push(certificate);
      log(verdictText({ ...certificate.files, ...believed(certificate, [concept]) }));
    }
  }
  await writeCertificates(folder, certificates);
  // With labels, all methods are measured, but only the requested ones are drawn.
  const drawn = concepts.map((concept) => ({
    ...concept,
    maps: settings.methods.map((key) => concept.maps.find(({ method }) => method.key === key)!),
  }));
  const shownRows = concepts.flatMap(({ found, shown }) => [found.genes[0]!.index, shown.index]);
  const figures = await drawFigures(folder, {
    replicate,
    counts,
    rasters,
    concepts: drawn,
    reconstructions: await reconstructions(trained, rasters, latents, shownRows),
    history,
    drawOnTissue: await tissueMaps(tissue),
  });
  return {
    seed,
    folder: link,
    model: modelSentence(trained, settings),
    concepts,
    evidence: evidenceOf(tissue, rasters, concepts),
    certificates,
    figures,
    warnings: [...new Set(concepts.flatMap(({ maps }) => maps.flatMap(({ warnings }) => warnings)))],
    files,
  };
}

interface ConceptInput {
  readonly encoder: Encoder;
  readonly rasters: GeneRasters;
  readonly latents: NdArray<Float32Array>;
  readonly seed: number;
  readonly settings: Settings;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The concept of a marker. Like the notebook, a run with drawn latents finds the genes by one draw and averages a second draw of
 * their latents.
 */
async function markerConcept(
  { name, genes }: Marker,
  { encoder, rasters, latents, seed, settings, signal }: ConceptInput,
): Promise<GeneConcept> {
  const found = geneConcept(genes, rasters.genes, latents, { name, count: settings.size });
  if (settings.latents === 'mean') return found;
  const images = selectSamples(
    rasters.images,
    found.genes.map(({ index }) => index),
  );
  const again = await encode(encoder, images, { sample: { seed: seed + 1 }, signal });
  return { ...found, concept: conceptOfExamples(name, again, [...found.genes.keys()]) };
}

/** The requested methods; by default, for labelled spots, also those that are compared with the layers. */
function methodsFor({ methods }: Settings, labelled: boolean, context: MethodContext) {
  const isDefault = methods.join() === DEFAULTS.methods.join();
  const keys = labelled && isDefault ? [...new Set([...methods, ...MEASURED])] : methods;
  return keys.map((key) => methodOf(key, context));
}

function evidenceOf(
  { kind, counts }: Tissue,
  rasters: GeneRasters,
  concepts: readonly ConceptResult[],
): LayerCase[] {
  const { labels } = counts.spots;
  if (!labels) return [];
  const neighbours =
    kind === 'array-2016'
      ? gridNeighbours(rasters.cells, rasters.images.shape[2]!)
      : spotNeighbours(counts.spots);
  return concepts.flatMap(({ marker, found, decodedAtSpots, maps }) => {
    const input = { counts, found, decoded: decodedAtSpots, maps, neighbours };
    const measured = (layers: readonly string[], isCounted: boolean): LayerCase[] =>
      layers.length === 0
        ? []
        : [{ marker: marker.name, layers, counts: isCounted, rows: conceptEvidence({ ...input, layers }) }];
    return [...measured(marker.layers, true), ...measured(marker.alsoMeasured ?? [], false)];
  });
}

async function reconstructions(
  { vae }: TrainedVae,
  { genes, images }: GeneRasters,
  latents: NdArray<Float32Array>,
  rows: readonly number[],
) {
  const unique = [...new Set(rows)];
  const some = selectSamples(latents, unique);
  const decoded = tidy(
    () => vae.decoder.predict(tensor(some.data, [unique.length, vae.latentSize])) as Tensor,
  );
  const outputs = ndarray((await decoded.data()) as Float32Array, [...decoded.shape]);
  decoded.dispose();
  return unique.map((row, i) => ({ gene: genes[row]!, input: images.pick(row), output: outputs.pick(i) }));
}

function modelSentence(
  { history, reconstruction }: TrainedVae,
  { weights, batchNorm, latents }: Settings,
): string {
  const made =
    weights === undefined
      ? `Trained for ${history.length} ${history.length === 1 ? 'epoch' : 'epochs'} (the paper: 10); BatchNorm statistics: ${batchNorm === 'recomputed' ? 'of all genes' : 'moving averages of the training, as in the notebook'}.`
      : `Weights of ${weights}, used as they are.`;
  const loss = `Reconstruction: mean binary cross-entropy ${reconstruction.toFixed(4)} nats per pixel.`;
  const z =
    latents === 'mean'
      ? 'Latents: the mean of the posterior.'
      : 'Latents: one draw of the posterior per gene, as in the notebook.';
  return `${made} ${loss} ${z}`;
}

function conceptLine({ marker, found, shown, shownAt, maps }: ConceptResult): string {
  const nearest = found.genes.slice(1, 6).map(({ gene, r }) => `${gene} ${r.toFixed(3)}`);
  const each = maps.map(
    (of) =>
      `${of.method.name} ${randomCorrelation(of, shownAt).toFixed(2)} (${of.dependence.depends ? 'depends on the concept' : 'does not depend on the concept'})`,
  );
  return `${marker.name}: nearest ${nearest.join(', ')}; correlation of the map of ${shown.gene} with those of random vectors: ${each.join('; ')}`;
}
