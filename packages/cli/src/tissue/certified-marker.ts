import { evenlySpaced } from '@csm/base';
import type { Encoder } from '@csm/core';
import type { DecoderModel } from '@csm/core/extend';
import { conceptOfExamples, type GeneConcept } from '@csm/core/statistics';
import { type GeneRasters, geneCounts, type SpatialCounts, selectSamples } from '@csm/datasets';
import { certify } from '@csm/evaluate';
import type { NdArray } from 'ndarray';
import { type CertificateFiles, certificateFiles } from '../experiments/certificate-files.js';
import { explainedConcept, methodContext } from './explained-concept.js';
import type { LayerGenes } from './layer-genes.js';
import { type Method, methodOf } from './methods.js';
import type { Marker, Settings } from './settings.js';

/** Number of genes of the concept whose maps are judged. */
const JUDGED = 4;
/** The largest number of genes whose content takes the place of a neighbourhood of spots. */
const DONORS = 24;
/** Number of genes that are in no concept and no layer, among the negatives. */
const OTHERS = 200;

/** Whether to believe a marker's concept and its maps by one method. */
export interface MarkerCertificate {
  readonly marker: string;
  readonly method: Method;
  readonly files: CertificateFiles;
}

/** A marker and the concept of its genes. */
interface MarkerConcept {
  readonly marker: Marker;
  readonly found: GeneConcept;
}

/** What all certificates of a run share. */
export interface CertifiedBulb {
  readonly encoder: Encoder;
  readonly decoder: DecoderModel;
  readonly counts: SpatialCounts;
  readonly rasters: GeneRasters;
  readonly latents: NdArray<Float32Array>;
  /** Undefined if spots have no labels. */
  readonly layerGenes: LayerGenes | undefined;
  /** The labels of the spots. */
  readonly layers: readonly string[];
  readonly settings: Settings;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Certifies the concept of a marker and its maps by each of the drawn methods. The examples are genes from which the concept was not
 * made. Positives are genes of the marker's layer, or without labels those that come next in similarity to the marker; negatives are
 * genes of the other layers or concepts, and others. The other label is whether a gene has many counts. Donors are genes of other
 * concepts; features are neighbourhoods of 4 × 4 spots.
 *
 * Costs at most 512 encodings for each method, and nine maps for each of four genes. Maps are those of the mean latent.
 */
export async function certifiedMarker(
  { marker, found }: MarkerConcept,
  others: readonly MarkerConcept[],
  bulb: CertifiedBulb,
): Promise<MarkerCertificate[]> {
  const { encoder, decoder, counts, rasters, latents, settings, seed, signal } = bulb;
  const own = new Set(found.genes.map(({ index }) => index));
  const { positives, others: ofOtherKinds } = examplesOf({ marker, found }, others, own, bulb);
  const taken = new Set([...own, ...positives]);
  const ofOthers = [...new Set(ofOtherKinds)].filter((gene) => !taken.has(gene));
  for (const gene of ofOthers) taken.add(gene);
  const rest = rasters.genes.map((_, gene) => gene).filter((gene) => !taken.has(gene));
  const negatives = [...ofOthers, ...evenlySpaced(rest, OTHERS)];
  const conceptGenes = others.flatMap((other) => other.found.genes.map(({ index }) => index));
  const donors = [...new Set(conceptGenes)].filter((gene) => !own.has(gene) && !positives.includes(gene));
  const pictures = (genes: readonly number[]) => selectSamples(rasters.images, genes);
  const isHigh = hasManyCounts(counts, rasters.genes, [...positives, ...negatives]);
  const subject = {
    encoder,
    positives: selectSamples(latents, positives),
    negatives: selectSamples(latents, negatives),
    labels: { 'many counts': { positives: positives.map(isHigh), negatives: negatives.map(isHigh) } },
    inputs: pictures(found.genes.slice(0, JUDGED).map(({ index }) => index)),
    donors: pictures(evenlySpaced(donors.length > 0 ? donors : negatives, DONORS)),
    decoder,
  };
  const make = (name: string, up: NdArray) => conceptOfExamples(name, up, [...Array(up.shape[0]).keys()]);
  const certificates: MarkerCertificate[] = [];
  const context = methodContext(found, decoder, rasters, latents);
  for (const method of settings.methods.map((key) => methodOf(key, context))) {
    const { explainer, vector } = method;
    const concept = explainedConcept(found, method, latents);
    // Without `make`, halves of the examples are compared by the difference of their means.
    const certificate = await certify(
      { ...subject, concept, explainer },
      { ...(vector === 'mean' && { make }), seed, signal },
    );
    certificates.push({ marker: marker.name, method, files: certificateFiles(certificate) });
  }
  return certificates;
}

/** Whether a gene has more counts than the median of the examples. */
function hasManyCounts(counts: SpatialCounts, genes: readonly string[], examples: readonly number[]) {
  const total = (gene: number) => geneCounts(counts, genes[gene]!).reduce((sum, count) => sum + count, 0);
  const totals = new Map(examples.map((gene) => [gene, total(gene)]));
  const median = [...totals.values()].sort((a, b) => a - b)[totals.size >> 1]!;
  return (gene: number) => totals.get(gene)! > median;
}

/** The positives, and the genes of the other layers; without labels, of the other concepts. */
function examplesOf(
  { marker, found }: MarkerConcept,
  concepts: readonly MarkerConcept[],
  own: ReadonlySet<number>,
  { layerGenes, layers, settings: { size } }: CertifiedBulb,
): { positives: number[]; others: number[] } {
  const ofLayer = layerGenes?.(marker.layers).filter((gene) => !own.has(gene)) ?? [];
  if (layerGenes && ofLayer.length > 0) {
    const otherLayers = layers.filter((layer) => !marker.layers.includes(layer));
    return {
      positives: ofLayer.slice(0, size),
      others: otherLayers.flatMap((layer) => layerGenes([layer]).slice(0, size)),
    };
  }
  return {
    positives: found.ranking.slice(size, 2 * size).map(({ index }) => index),
    others: concepts.flatMap((other) => other.found.genes.map(({ index }) => index)),
  };
}
