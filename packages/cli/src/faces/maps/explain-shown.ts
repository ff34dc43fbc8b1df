import type { CertificateFiles } from '../../experiments/certificate-files.js';
import { stage } from '../../run/stage.js';
import type { MadeConcept } from '../concepts/concepts.js';
import type { Faces } from '../data/faces.js';
import { someImages } from '../data/some-images.js';
import { methodsFor } from '../methods.js';
import type { Run } from '../run.js';
import { type AllMethods, allMethods } from './all-methods.js';
import { certifiedConcept } from './certified-concept.js';
import { type MapWarning, mapWarningLog } from './map-warnings.js';
import { type ConceptMeasures, measureMaps } from './measure-maps.js';
import { type Model, type ShownFace, shownFace } from './shown-face.js';

/** The maps of all shown concepts, their measures, and certificates for the first of the chosen methods. */
export async function explainShown(
  faces: Faces,
  shown: readonly MadeConcept[],
  best: number,
  concepts: readonly MadeConcept[],
  model: Model,
  run: Run,
) {
  const { out, settings, signal, onStage } = run;
  const known = await someImages(faces.dataset, faces.train, settings.analysis.meanImages, signal);
  const examples: ShownFace[] = [];
  const measures: (ConceptMeasures | undefined)[] = [];
  const certificates: (CertificateFiles | undefined)[] = [];
  let all: AllMethods | undefined;
  const warnings: MapWarning[] = [];
  const logWarnings = mapWarningLog(run.onWarning ?? console.warn);
  for (const [i, concept] of shown.entries()) {
    onStage('Maps', i, shown.length);
    const methods = methodsFor(model.vae.decoder, known, concept.without, settings.analysis);
    const names = [...methods.chosen, ...methods.paper].map(({ key, explainer }) => [
      key,
      explainer.description,
    ]);
    const { without: _, exampleIds: __, ...made } = concept;
    // The version changes whenever the content of the stages does.
    const inputs = { version: 3, made, names, analysis: settings.analysis, seed: settings.seed };
    const kept = (what: string) => `${out}/stages/${what}-${i}.bin`;
    const index = concepts.indexOf(concept);
    examples.push(
      await stage(kept('shown'), inputs, () => shownFace(faces, concept, index, model, methods, run)),
    );
    measures.push(
      await stage(kept('measures'), inputs, () => measureMaps(faces, concept, model, methods.chosen, run)),
    );
    const [first] = methods.chosen;
    certificates.push(
      first &&
        (await stage(kept('certificate'), { ...inputs, key: first.key }, () =>
          certifiedConcept(faces, concept, model, first, run),
        )),
    );
    if (i === best) {
      const face = examples[i]!;
      const keys = methods.all.map(({ key, explainer }) => [key, explainer.description]);
      all = await stage(kept('all-methods'), { ...inputs, keys }, () =>
        allMethods(faces, concept, face, model, methods, run),
      );
    }
    const own = warningsOf(concept.definition.name, measures[i], examples[i], i === best ? all : undefined);
    for (const warning of own) warnings.push(warning);
    logWarnings(own);
    onStage('Maps', i + 1, shown.length);
  }
  return { examples, measures, certificates, all, warnings };
}

/** All warnings about the maps of a concept: those over most pictures first. */
function warningsOf(
  concept: string,
  measures: ConceptMeasures | undefined,
  face: ShownFace | undefined,
  all: AllMethods | undefined,
): MapWarning[] {
  const shown = [...(face?.methods ?? []), ...(face?.paper ?? []), ...(all?.methods ?? [])];
  const by = [
    ...Object.entries(measures?.methods ?? {}).map(([method, { mapWarnings }]) => ({
      method,
      texts: mapWarnings,
    })),
    ...shown.map(({ key, warnings }) => ({ method: key, texts: warnings })),
  ];
  return by.flatMap(({ method, texts }) => texts.map((text) => ({ concept, method, text })));
}
