import { evenlySpaced } from '@csm/base';
import { certify } from '@csm/evaluate';
import { type CertificateFiles, certificateFiles } from '../../experiments/certificate-files.js';
import type { MadeConcept } from '../concepts/concepts.js';
import { type ConceptDefinition, type Faces, idsOf } from '../data/faces.js';
import type { NamedMethod } from '../methods.js';
import type { Run } from '../run.js';
import type { Model } from './shown-face.js';

/** The largest number of scored pictures on each side. Their latents are known, so they cost no encoding. */
const MOST_EXAMPLES = 500;
/** The largest number of pictures without the concept whose content takes the place of a patch. */
const MOST_DONORS = 24;
/** The largest number of pictures whose maps are judged. */
const MOST_JUDGED = 8;

/**
 * Certifies a concept and its maps, with scored pictures that are not its examples. Costs 128 encodings per judged picture for what
 * the encoder reads, and nine maps per picture. Regions are not tested, because that costs thousands of encodings. Maps are those of
 * the mean latent, also if the run draws latents.
 *
 * @returns undefined if a side has fewer than two such pictures.
 */
export async function certifiedConcept(
  faces: Faces,
  { definition, exampleIds, mean: concept }: MadeConcept,
  { vae, encoder, latents }: Model,
  { explainer }: NamedMethod,
  { settings, signal }: Run,
): Promise<CertificateFiles | undefined> {
  const side = (of: 'positive' | 'negative') =>
    idsOf(faces, definition, of, faces.test).filter((id) => latents.has(id) && !exampleIds.has(id));
  const [having, lacking] = [side('positive'), side('negative')];
  if (having.length < 2 || lacking.length < 2) return undefined;
  const [positives, negatives] = [evenlySpaced(having, MOST_EXAMPLES), evenlySpaced(lacking, MOST_EXAMPLES)];
  const judged = evenlySpaced(having, Math.min(settings.analysis.measuredImages, MOST_JUDGED));
  const certificate = await certify(
    {
      encoder,
      concept,
      positives: latents.of(positives),
      negatives: latents.of(negatives),
      groups: groupsOf(faces, positives, negatives),
      labels: otherLabels(faces, definition, positives, negatives),
      inputs: await faces.dataset.images(judged, { signal }),
      donors: await faces.dataset.images(evenlySpaced(lacking, MOST_DONORS), { signal }),
      explainer,
      decoder: vae.decoder,
    },
    { seed: settings.seed, signal },
  );
  return certificateFiles(certificate);
}

/** The person in each picture, where people are known. */
function groupsOf({ dataset, identity }: Faces, positives: readonly string[], negatives: readonly string[]) {
  if (identity === undefined) return undefined;
  const of = (ids: readonly string[]) => dataset.labels(identity, ids).map(String);
  return { positives: of(positives), negatives: of(negatives) };
}

/** Which of the pictures have each of the concepts of other attributes. */
function otherLabels(
  { dataset, concepts }: Faces,
  { attribute }: ConceptDefinition,
  positives: readonly string[],
  negatives: readonly string[],
) {
  const others = concepts.filter((other) => other.attribute !== attribute);
  return Object.fromEntries(
    others.map((other) => {
      const has = (ids: readonly string[]) =>
        dataset.labels(other.attribute, ids).map((value) => other.positive.includes(value));
      return [other.name, { positives: has(positives), negatives: has(negatives) }];
    }),
  );
}
