import type { GateConcept, GateMap } from './gate-cases.js';

/**
 * Whether a map is right, by rules that were fixed before any map was made:
 *
 * - Maps of random vectors, and of concepts that the model does not encode (held-out AUC below .6), are wrong.
 * - Maps of which more than 30 % lie where the encoder sees nothing are wrong.
 * - Maps of encoded concepts (AUC from .8) with a place are right if the share of their mass in the mask is at least twice the mask's
 *   share of the area and the AUC of their magnitudes for the mask is at least .7; wrong if the ratio is below 1.4 or the AUC below
 *   .6.
 * - Everything else is not counted: maps between the two, concepts that cover more than half of the input, weakly encoded ones,
 *   and, for the blind encoder, attributes of the unseen half that it can guess, whose maps show what it guesses from.
 */
export type Truth = 'right' | 'wrong' | 'not counted';

/** Why a map counts as right or wrong. */
export type Ground = 'random vector' | 'not encoded' | 'unseen half' | 'encoded';

const GUESSED = ['boots', 'stripes'];

export function truthOf(
  concept: GateConcept,
  map: GateMap,
  isBlind: boolean,
): { readonly truth: Truth; readonly why: Ground } {
  if (concept.vector === 'random') return { truth: 'wrong', why: 'random vector' };
  if (map.unseen > 0.3) return { truth: 'wrong', why: 'unseen half' };
  if (isBlind && GUESSED.includes(concept.concept)) return { truth: 'not counted', why: 'unseen half' };
  if (concept.encoded === 'not encoded') return { truth: 'wrong', why: 'not encoded' };
  const why = 'encoded';
  const hasPlace = concept.extent !== 'global' && concept.extent !== 'none' && concept.area <= 0.5;
  if (!hasPlace || concept.encoded !== 'encoded') return { truth: 'not counted', why };
  if (map.massOverArea >= 2 && map.aucOfMask >= 0.7) return { truth: 'right', why };
  if (map.massOverArea < 1.4 || map.aucOfMask < 0.6) return { truth: 'wrong', why };
  return { truth: 'not counted', why };
}
