import {
  checkBoolean,
  checkCount,
  checkList,
  checkOptions,
  invalidArgument,
  shown,
  typeName,
} from '@csm/base';
import { checkPictureArray } from '../checks/check-picture-array.js';
import { checkKind } from '../colour/display-range.js';
import type { TissueConcept, TissueConceptMap, TissueFigureOptions } from './tissue-figure-options.js';

const caller = 'tissueFigure';

/** @throws unless the options are valid for `tissueFigure`. */
export function checkTissueFigureOptions(options: TissueFigureOptions): void {
  if (!Array.isArray(options?.concepts)) {
    const got = options ? `concepts: ${typeName(options.concepts)}` : typeName(options);
    throw invalidArgument(
      `${caller}: expected { concepts: [{ marker, decoded, gene, counts, maps }] }; got ${got}.`,
    );
  }
  checkOptions(caller, options, { title: true, concepts: true, countsUnit: true, cellSize: true });
  const { concepts, countsUnit, cellSize } = options;
  checkList(caller, 'concepts', concepts);
  if (concepts.length === 0) throw invalidArgument(`${caller}: concepts must hold at least one; got none.`);
  if (countsUnit !== undefined) checkText('countsUnit', countsUnit);
  if (cellSize !== undefined) checkCount(caller, 'cellSize', cellSize, { min: 96 });
  for (const [i, concept] of concepts.entries()) checkConcept(`concept ${i}`, concept);
  checkRows(concepts);
}

function checkConcept(name: string, concept: TissueConcept): void {
  checkOptions(`${caller}: ${name}`, concept, {
    marker: true,
    caption: true,
    decoded: true,
    gene: true,
    counts: true,
    maps: true,
  });
  checkText(`the marker of ${name}`, concept.marker);
  checkText(`the gene of ${name}`, concept.gene);
  const { maps = [] } = concept;
  checkList(caller, `the maps of ${name}`, maps);
  for (const [m, map] of maps.entries()) checkMap(`map ${m} of ${name}`, map);
}

function checkMap(name: string, map: TissueConceptMap): void {
  checkOptions(`${caller}: ${name}`, map, {
    method: true,
    map: true,
    kind: true,
    random: { map: true, correlation: true, vectors: true, magnitudes: true },
  });
  checkText(`the method of ${name}`, map.method);
  checkKind(caller, map.kind ?? 'minMax', `the kind of ${name}`);
  if (!map.random) return;
  const { correlation, vectors, magnitudes = false } = map.random;
  if (!(correlation >= -1 && correlation <= 1)) {
    throw invalidArgument(
      `${caller}: the correlation of ${name} with random concepts must be a number from -1 to 1; got ${shown(correlation)}.`,
    );
  }
  checkCount(caller, `the random vectors of ${name}`, vectors);
  checkBoolean(caller, `magnitudes of ${name}`, magnitudes);
}

/** @throws unless every concept has the same rows, and all pictures have the same size. */
function checkRows(concepts: readonly TissueConcept[]): void {
  const rowsOf = ({ decoded, counts, maps = [] }: TissueConcept) => [
    ...(decoded ? ['decoded'] : []),
    ...(counts ? ['counts'] : []),
    ...maps.flatMap(({ method, kind = 'minMax', random }) => [
      `map by "${method}"${kind === 'minMax' ? '' : ` (${kind})`}`,
      ...(random ? [`random map by "${method}"`] : []),
    ]),
  ];
  const [first, ...others] = concepts.map((concept) => rowsOf(concept).join(', '));
  const different = others.findIndex((rows) => rows !== first);
  if (different !== -1) {
    throw invalidArgument(
      `${caller}: every concept must have the same rows; concept 0 has ${first || 'none'}; concept ${different + 1} has ` +
        `${others[different] || 'none'}.`,
    );
  }
  if (first === '') {
    throw invalidArgument(
      `${caller}: concepts must have decoded, counts or maps; concept 0 has none of them.`,
    );
  }
  const sizes = concepts.flatMap(({ decoded, counts, maps = [] }, i) =>
    Object.entries({
      decoded,
      counts,
      ...Object.fromEntries(
        maps.flatMap(({ map, random }, m) => [
          [`map ${m}`, map],
          [`random map ${m}`, random?.map],
        ]),
      ),
    }).flatMap(([what, array]) => {
      if (!array) return [];
      const name = `${what} of concept ${i}`;
      const { height, width, channels } = checkPictureArray(caller, name, array);
      if (!what.includes('map') && channels !== 1) {
        throw invalidArgument(
          `${caller}: ${name} must have 1 channel; got ${channels} (shape [${array.shape}]).`,
        );
      }
      return [{ name, size: `${height}×${width}` }];
    }),
  );
  const [one] = sizes;
  const other = sizes.find(({ size }) => size !== one?.size);
  if (one && other) {
    throw invalidArgument(
      `${caller}: all pictures must have the same size; ${one.name} has ${one.size}, ${other.name} has ${other.size} ` +
        '(height×width).',
    );
  }
}

function checkText(name: string, text: unknown): void {
  if (typeof text === 'string' && text !== '') return;
  throw invalidArgument(
    `${caller}: ${name} must be a string; got ${text === '' ? 'an empty string' : typeName(text)}.`,
  );
}
