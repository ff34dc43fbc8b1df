import type { EntangledLabel, SplitHalves } from '@csm/core/statistics';
import { conceptPart } from '../controls/concept-part.js';
import type { GatePart, Verdict } from '../controls/gate-types.js';
import { percent, twoDigits } from '../controls/in-words.js';
import { mapPart } from '../controls/map-part.js';
import type { ConceptSignificance } from '../significance/concept-significance.js';
import type { RegionSignificance } from '../significance/region-significance-types.js';
import type { CertificateMeasures, CertificateQuestion } from './certificate.js';
import type { DecoderAgreement } from './decoder-agreement.js';
import type { MapStability } from './map-stability.js';

/** With fewer independent examples on a side, a negative answer may be due to their number. */
const ENOUGH = 20;

/** A label whose AUC among examples that agree in the concept is this far from .5 is part of the vector. */
const ENTANGLED = 0.2;

const STEMS: Readonly<Record<CertificateQuestion['topic'], string>> = {
  separation: 'Does the score separate?',
  significance: 'Is it more than chance?',
  entanglement: 'Is it something else?',
  stability: 'Do other examples give the same?',
  map: 'Does the map show what is read?',
  regions: 'Where is it read?',
  decoder: 'Does the decoder draw what is read?',
};

/** All questions that were asked, with their answers. */
export function answeredQuestions(
  name: string,
  explainer: string,
  measures: CertificateMeasures,
): CertificateQuestion[] {
  const { separation, significance, entanglement, stability, mapStability, overlap, regions, decoder } =
    measures;
  const independent = separation?.independent ?? 0;
  return [
    question('separation', conceptPart(name, separation)),
    ...(significance ? [question('significance', significanceAnswer(name, significance, independent))] : []),
    question('entanglement', entanglementAnswer(name, entanglement), entanglement !== undefined),
    question('stability', stabilityAnswer(name, stability, mapStability, independent)),
    question('map', mapPart(name, explainer, overlap)),
    ...(regions ? [question('regions', regionsAnswer(name, regions), false)] : []),
    ...(decoder ? [question('decoder', decoderAnswer(name, decoder), false)] : []),
  ];
}

/** A question with its answer. */
function question(
  topic: CertificateQuestion['topic'],
  { verdict, found, cannotSee, todo }: GatePart,
  decides = true,
): CertificateQuestion {
  return { topic, question: STEMS[topic], decides, verdict, found, cannotSee, todo };
}

/** Is the concept more than the noise of its labels? */
function significanceAnswer(
  name: string,
  { p, smallestP }: ConceptSignificance,
  independent: number,
): GatePart {
  const found = `Permuted labels give examples of "${name}" and others that differ as much in ${percentOf(p)} of the cases (p = ${pValue(p)}).`;
  const cannotSee = 'It tests the examples, not a vector that was made in another way.';
  if (p <= 0.05)
    return { verdict: 'believe', found, cannotSee, todo: 'Nothing follows from it for a single map.' };
  if (smallestP > 0.05 || independent < ENOUGH) {
    return {
      verdict: 'too few to tell',
      found,
      cannotSee,
      todo: `Give more examples of independent groups: the smallest p that these allow is ${pValue(smallestP)}.`,
    };
  }
  return {
    verdict: 'doubt',
    found,
    cannotSee,
    todo: 'The examples do not differ: use other examples, another concept or another encoder.',
  };
}

/** Is the concept entangled with another label? */
function entanglementAnswer(name: string, labels: readonly EntangledLabel[] | undefined): GatePart {
  const cannotSee = 'It cannot find a label that is not given.';
  const [first] = labels ?? [];
  if (first === undefined) {
    return {
      verdict: 'too few to tell',
      found: `No other labels were given with which "${name}" could be entangled.`,
      cannotSee,
      todo: 'Pass the other labels of the examples.',
    };
  }
  const entangled = (labels ?? []).filter(
    ({ verdict, within: { auc = 0.5 } }) => verdict === 'entangled' && Math.abs(auc - 0.5) >= ENTANGLED,
  );
  if (entangled.length === 0) {
    return {
      verdict: 'believe',
      found: `The score of "${name}" tells none of ${labels?.length} other labels among examples that agree in "${name}" (AUC within .5 ± ${twoDigits(ENTANGLED)}).`,
      cannotSee,
      todo: 'Nothing follows from it.',
    };
  }
  const names = entangled
    .slice(0, 3)
    .map((one) => `"${one.name}" (AUC ${twoDigits(one.within.auc ?? Number.NaN)})`);
  return {
    verdict: 'doubt',
    found: `The score of "${name}" also tells ${names.join(', ')} among examples that agree in "${name}".`,
    cannotSee,
    todo: 'Make the vector with `partialConcept`, or say in the caption what else it contains.',
  };
}

/** Do other examples give the same vector and the same map? */
function stabilityAnswer(
  name: string,
  halves: SplitHalves | undefined,
  maps: MapStability | undefined,
  independent: number,
): GatePart {
  const cannotSee = 'Halves share what all examples have in common, such as one camera or one laboratory.';
  if (halves === undefined) {
    return {
      verdict: 'too few to tell',
      found: `The examples of "${name}" cannot be split in halves.`,
      cannotSee,
      todo: 'Give at least two independent examples on each side.',
    };
  }
  const found =
    `Vectors of disjoint halves of the examples have a cosine of ${twoDigits(halves.mean)}` +
    (maps === undefined ? '.' : `, and their maps a correlation of ${twoDigits(maps.mean)}.`);
  const stable = halves.mean > 0.5 && (maps === undefined || maps.mean > 0.5);
  if (stable) return { verdict: 'believe', found, cannotSee, todo: 'Nothing follows from it.' };
  return {
    verdict: independent < 2 * ENOUGH ? 'too few to tell' : 'doubt',
    found,
    cannotSee,
    todo: 'Give more examples, or use a method with a baseline of real inputs, whose maps vary less.',
  };
}

/** In which regions is the concept read? */
function regionsAnswer(name: string, { regions, significant, smallestP }: RegionSignificance): GatePart {
  const found = regions.filter(({ q }) => q <= 0.05).length;
  const possible = smallestP * regions.length <= 0.05;
  const cannotSee =
    'It finds no concept whose place varies between inputs, and needs many donors for a weak one.';
  if (found > 0) {
    const [first] = [...regions].sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
    return {
      verdict: 'believe',
      found: `${found} of ${regions.length} regions matter to "${name}" (false discovery rate 5 %), most of all region ${first?.label}.`,
      cannotSee,
      todo: `Outline them: ${percent([...significant.data].reduce((a, b) => a + b, 0) / significant.size)} of the input.`,
    };
  }
  return {
    verdict: 'too few to tell',
    found: `None of ${regions.length} regions is significant for "${name}" at a false discovery rate of 5 %.`,
    cannotSee,
    todo: possible
      ? 'Give more donors, or larger regions.'
      : 'Give more independent donors: with these, no region could be.',
  };
}

/** Does the decoder draw what the encoder reads? */
function decoderAnswer(name: string, { overlap, warnings }: DecoderAgreement): GatePart {
  const cannotSee =
    'What a decoder draws is what the concept looks like in the training data, not what this input shows.';
  const verdict: Verdict = warnings.length > 0 ? 'doubt' : 'believe';
  const drawn = overlap
    ? `The decoder's map of "${name}" correlates with what the encoder answers by ${twoDigits(overlap.correlation)}; ${percent(overlap.unread)} of it lies where the encoder answers nothing.`
    : `The decoder's map of "${name}" was not compared with what the encoder answers.`;
  return {
    verdict: overlap && overlap.unread > 0.3 ? 'doubt' : verdict,
    found: warnings.length > 0 ? `${drawn} ${warnings[0]}` : drawn,
    cannotSee,
    todo:
      verdict === 'doubt'
        ? 'Use no map that is made with this decoder.'
        : 'Show both maps: what is read, and what it looks like.',
  };
}

/** A p-value with two digits. */
const pValue = (p: number) => (p < 0.01 ? p.toPrecision(1) : p.toFixed(2));
const percentOf = (p: number) => (p < 0.01 ? 'less than 1 %' : percent(p));
