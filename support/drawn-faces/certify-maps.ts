import type { ConceptVector, Encoder, Explainer } from '@csm/core';
import type { DecoderModel } from '@csm/core/extend';
import { type FaceAttribute, selectSamples } from '@csm/datasets';
import { type Certificate, certify } from '@csm/evaluate';
import { type FaceSet, type Faces, facesWith } from './faces.js';

/** Number of faces whose maps a certificate judges. The other faces are its examples. */
const JUDGED_FACES = 6;

/** What all certificates share. */
export interface CertifiedModel {
  readonly encoder: Encoder;
  readonly decoder: DecoderModel;
  readonly faces: Faces;
}

/** Certifies a concept and its maps by one method, on held-out faces. The donors are faces that lack the concept. */
export async function certifyMaps(
  concept: ConceptVector,
  explainer: Explainer,
  { encoder, decoder, faces: { heldOut, names } }: CertifiedModel,
  signal: AbortSignal,
): Promise<Certificate> {
  const name = concept.name as FaceAttribute;
  const having = facesWith(heldOut, name, true);
  const [judged, positives] = [having.slice(0, JUDGED_FACES), having.slice(JUDGED_FACES)];
  const negatives = facesWith(heldOut, name, false);
  const imagesOf = (faces: readonly number[]) => selectSamples(heldOut.images, faces);
  return certify(
    {
      encoder,
      concept,
      positives: imagesOf(positives),
      negatives: imagesOf(negatives),
      labels: labelsOf(
        heldOut,
        names.filter((other) => other !== name),
        positives,
        negatives,
      ),
      inputs: imagesOf(judged),
      donors: imagesOf(negatives),
      explainer,
      decoder,
    },
    { signal },
  );
}

/** For each of the given attributes, whether each of the faces has it. */
function labelsOf(
  set: FaceSet,
  names: readonly FaceAttribute[],
  positives: readonly number[],
  negatives: readonly number[],
) {
  const valuesOf = (name: FaceAttribute, faces: readonly number[]) =>
    faces.map((face) => set.has(face, name));
  return Object.fromEntries(
    names.map((name) => [
      name,
      { positives: valuesOf(name, positives), negatives: valuesOf(name, negatives) },
    ]),
  );
}
