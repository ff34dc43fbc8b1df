import type { SplitHalves } from '@csm/core/statistics';
import { conceptPart } from '../controls/concept-part.js';
import type { GatePart, Verdict } from '../controls/gate-types.js';
import { counted, percent, twoDigits } from '../controls/in-words.js';
import { mapPart } from '../controls/map-part.js';
import type { ConceptSignificance } from '../significance/concept-significance.js';
import type { RegionSignificance } from '../significance/region-significance-types.js';
import type { CertificateMeasures, CertificateQuestion } from './certificate.js';
import type { DecoderAgreement } from './decoder-agreement.js';
import { entanglementAnswer } from './entanglement-answer.js';
import type { MapStability } from './map-stability.js';

/** With fewer independent examples on a side, a negative answer may be due to their number. */
const ENOUGH = 20;

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
    question('separation', conceptPart(name, separation, entanglement !== undefined)),
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
  const found = `With permuted labels, the examples with and without "${name}" differ as much in ${percentOf(p)} of the cases (p = ${pValue(p)}).`;
  const cannotSee = 'It tests the examples, not the given vector if that was computed in another way.';
  if (p <= 0.05)
    return { verdict: 'believe', found, cannotSee, todo: 'This does not show that a single map is right.' };
  if (smallestP > 0.05 || independent < ENOUGH) {
    const why =
      smallestP > 0.05
        ? `the smallest p-value that these allow is ${pValue(smallestP)}`
        : `with ${counted(independent, 'independent example')} on the smaller side, a weak concept can be missed`;
    return {
      verdict: 'too few to tell',
      found,
      cannotSee,
      todo: `Give more independent examples: ${why}.`,
    };
  }
  return {
    verdict: 'doubt',
    found,
    cannotSee,
    todo: 'The examples do not differ: use other examples, another concept or another encoder.',
  };
}

/** Do other examples give the same vector and the same map? */
function stabilityAnswer(
  name: string,
  halves: SplitHalves | undefined,
  maps: MapStability | undefined,
  independent: number,
): GatePart {
  const cannotSee = 'It cannot see what all examples have in common, such as one camera or one laboratory.';
  if (halves === undefined) {
    return {
      verdict: 'too few to tell',
      found: `The examples of "${name}" cannot be split into halves.`,
      cannotSee,
      todo: 'Give at least four independent examples on each side.',
    };
  }
  const cosine = `The vectors of "${name}" from two disjoint halves of the examples have a cosine of ${twoDigits(halves.mean)}`;
  if (maps !== undefined && Number.isNaN(maps.mean)) {
    return {
      verdict: 'too few to tell',
      found: `${cosine}, but their maps are constant, so they cannot be compared.`,
      cannotSee,
      todo: 'Use a method whose maps are not constant.',
    };
  }
  const found =
    maps === undefined
      ? `${cosine}.`
      : `${cosine}, and their maps have a correlation of ${twoDigits(maps.mean)}.`;
  const stable = halves.mean > 0.5 && (maps === undefined || maps.mean > 0.5);
  if (stable) return { verdict: 'believe', found, cannotSee, todo: 'Nothing to do.' };
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
    'It can miss a concept whose location varies between inputs, and needs many donors for a weak one.';
  if (found > 0) {
    return {
      verdict: 'believe',
      found: `${found} of ${regions.length} regions ${found === 1 ? 'matters' : 'matter'} to "${name}" (false discovery rate 5 %).`,
      cannotSee,
      todo: `Outline them: they cover ${percent([...significant.data].reduce((a, b) => a + b, 0) / significant.size)} of the input.`,
    };
  }
  return {
    verdict: 'too few to tell',
    found: `None of ${regions.length} regions is significant for "${name}" at a false discovery rate of 5 %.`,
    cannotSee,
    todo: possible
      ? 'Give more donors, or larger regions.'
      : 'Give more independent donors: with these, no region can be significant.',
  };
}

/** Does the decoder draw what the encoder reads? */
function decoderAnswer(name: string, { overlap, warnings }: DecoderAgreement): GatePart {
  const cannotSee =
    'The decoder draws what the concept looks like in the training data, not what is in this input.';
  const verdict: Verdict = warnings.length > 0 || (overlap && overlap.unread > 0.3) ? 'doubt' : 'believe';
  // The name of the function before a warning is no part of the sentence.
  const warning = warnings[0]?.replace(/^\w+: (.)/, (_, first: string) => first.toUpperCase());
  const drawn = overlap
    ? `The decoder map of "${name}" has a correlation of ${twoDigits(overlap.correlation)} with how the encoder responds to real content; ${percent(overlap.unread)} of it lies where the encoder does not respond.`
    : `The decoder map of "${name}" was not compared with how the encoder responds to real content.`;
  return {
    verdict,
    found: warning ? `${drawn} ${warning}` : drawn,
    cannotSee,
    todo:
      verdict === 'doubt'
        ? 'Do not use maps that are made with this decoder.'
        : 'Show both maps: what the encoder reads, and what the concept looks like.',
  };
}

/** A p-value with two digits. */
const pValue = (p: number) => (p < 0.01 ? p.toPrecision(1) : p.toFixed(2));
const percentOf = (p: number) => (p < 0.01 ? 'less than 1 %' : percent(p));
