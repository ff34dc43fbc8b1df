import { invalidArgument, largest, smallest } from '@csm/base';
import type { NdArray } from 'ndarray';
import { channelSums } from '../colour/channel-sums.js';
import type { ColorMapName } from '../colour/color-map.js';
import { displayRange, type MapKind } from '../colour/display-range.js';
import { renderImage } from '../pictures/render-image.js';
import { renderMap, usualColorMap } from '../pictures/render-map.js';
import type { RgbaImage } from '../pictures/rgba-image.js';
import { correlationCaption } from './correlation-caption.js';
import type { TissueConcept, TissueFigureOptions } from './tissue-figure-options.js';

/** A picture of the figure with its texts and the range of its colours. */
export interface TissueFigureCell {
  readonly image: RgbaImage;
  readonly range: readonly [low: number, high: number];
  readonly colorMap: ColorMapName;
  readonly unit: string;
  readonly wholeNumbers: boolean;
  /** Text above the picture. */
  readonly heading: string;
  /** Text below it. */
  readonly caption: string;
}

/** A row of the figure: one cell per concept. */
export interface TissueFigureRow {
  readonly label: string;
  /** Text under the label, such as the method. */
  readonly detail: string;
  /** How the maps are drawn; undefined for other pictures. */
  readonly kind?: MapKind;
  readonly cells: readonly TissueFigureCell[];
}

/** The rows of a figure whose options were checked. */
export function tissueFigureRows({ concepts, countsUnit }: TissueFigureOptions): TissueFigureRow[] {
  const rows: TissueFigureRow[] = [];
  const decoded = concepts.flatMap((concept) => (concept.decoded ? [drawPicture(concept.decoded)] : []));
  if (decoded.length > 0) {
    rows.push({
      label: 'Decoded concept',
      detail: '',
      cells: decoded.map((picture) => ({
        ...picture,
        unit: 'decoder output',
        wholeNumbers: false,
        heading: '',
        caption: '',
      })),
    });
  }
  const counts = concepts.flatMap((concept, i) => countsOf(concept, i, countsUnit));
  if (counts.length > 0) rows.push({ label: 'Counts', detail: 'of a gene of the concept', cells: counts });
  for (const [m, { method, kind = 'minMax' }] of (concepts[0]?.maps ?? []).entries()) {
    const maps = concepts.flatMap(({ gene, maps: own = [] }) => {
      const map = own[m];
      return map ? [{ gene, ...map }] : [];
    });
    const cells = maps.map(({ gene, map, random }) =>
      mapCell(map, kind, { heading: gene, caption: random ? correlationCaption(random) : '' }),
    );
    rows.push({ label: 'Concept saliency map', detail: method, kind, cells });
    const controls = maps.flatMap(({ gene, random }) =>
      random ? [mapCell(random.map, kind, { heading: gene, caption: '' })] : [],
    );
    if (controls.length > 0) {
      rows.push({
        label: 'The same map for a random concept vector',
        detail: method,
        kind,
        cells: controls,
      });
    }
  }
  return rows;
}

function countsOf(
  { counts, gene }: TissueConcept,
  index: number,
  countsUnit: string | undefined,
): TissueFigureCell[] {
  if (!counts) return [];
  const { values, ...picture } = drawPicture(counts);
  const share = values.find((value) => !(Number.isInteger(value) && value >= 0));
  if (share !== undefined && countsUnit === undefined) {
    throw invalidArgument(
      `tissueFigure: counts of concept ${index} must be whole numbers of at least 0; got ${share}; pass raw counts, or a ` +
        "countsUnit such as 'share of the largest count'.",
    );
  }
  return [
    {
      ...picture,
      unit: countsUnit ?? 'counts',
      wholeNumbers: share === undefined,
      heading: gene,
      caption: '',
    },
  ];
}

/** Draws a picture in viridis from its smallest to its largest value. */
function drawPicture(array: NdArray) {
  const { values } = channelSums('tissueFigure', array);
  const range = [smallest(values), largest(values)] as const;
  const [low, high] = range;
  // All values of a constant picture have the first colour, as in matplotlib.
  const image = renderImage(array, {
    colorMap: 'viridis',
    range: high > low ? range : [low, low + Math.max(1, Math.abs(low))],
  });
  return { image, range, values, colorMap: 'viridis' as const };
}

function mapCell(
  map: NdArray,
  kind: MapKind,
  texts: Pick<TissueFigureCell, 'heading' | 'caption'>,
): TissueFigureCell {
  const { range } = displayRange(map, { kind });
  const image = renderMap(map, { kind });
  return { image, range, colorMap: usualColorMap(kind), unit: 'saliency', wholeNumbers: false, ...texts };
}
