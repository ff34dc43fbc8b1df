import { largest, smallest } from '@csm/base';
import {
  displayRange,
  featureBars,
  formatNumber,
  panel,
  renderImage,
  renderMap,
  signalMap,
} from '@csm/render';
import type { NdArray } from 'ndarray';
import { methodHeading } from '../methods/method-heading.js';
import { mapFigure } from '../results/map-figure.js';
import type { MethodMaps } from './concept-maps.js';
import type { ReportContext } from './report-context.js';

/** One input of a figure. */
export interface DrawnInput {
  readonly id: string;
  readonly score: number;
  /** Such as `with` or `without`. */
  readonly group: string;
}

/** The largest number of features of a vector that is drawn. */
const FEATURES = 10;

/** Maps next to their inputs: pictures as a panel, vectors as bars, signals as lines. */
export function mapsFigure(
  { model, inputs, settings }: Pick<ReportContext, 'model' | 'inputs' | 'settings'>,
  title: string,
  drawn: readonly DrawnInput[],
  values: NdArray<Float32Array>,
  methods: readonly MethodMaps[],
): string {
  const { inputShape, layout } = model.encoder;
  const isUsual = settings.baseline === 'mean';
  const label = ({ id, group, score }: DrawnInput) => `${id} (${group}), score ${formatNumber(score)}`;
  if (inputs.kind === 'genes on spots') {
    return mapFigure({
      ...{ concept: title, inputs, layout, samples: values },
      ids: drawn.map(({ id }) => id),
      titles: drawn.map(label),
      scores: drawn.map(({ score }) => score),
      methods: methods.map(({ method, description, maps }) => ({
        heading: methodHeading(method, description, isUsual),
        maps,
      })),
    });
  }
  if (inputShape.length === 3) {
    return panel({
      title,
      columns: [
        'Input',
        ...methods.map(({ method, description }) => methodHeading(method, description, isUsual)),
      ],
      rows: drawn.map((input, i) => ({
        label: `${input.id}\n${input.group}`,
        cells: [
          {
            image: renderImage(values.pick(i), { layout, range: rangeOf(values) }),
            caption: `score ${formatNumber(input.score)}`,
          },
          ...methods.map(({ maps }) => ({
            image: renderMap(maps.pick(i), { layout }),
            caption: `limit ${limitText(displayRange(maps.pick(i), { layout }).limit)}`,
          })),
        ],
      })),
      colorBars: [
        {
          range: [-1, 1],
          ends: ['−limit: lowers the score', '+limit: raises the score'],
          label: 'saliency; each map has its own limit',
        },
      ],
    });
  }
  if (inputShape.length === 2) {
    return signalMap({
      title,
      rows: methods.flatMap(({ method, description, maps }) =>
        drawn.map((input, i) => ({
          title: `${methodHeading(method, description, isUsual).label}: ${label(input)}`,
          map: maps.pick(i),
          signal: values.pick(i),
        })),
      ),
    });
  }
  const names = inputs.features ?? Array.from({ length: inputShape[0] ?? 0 }, (_, i) => `feature ${i}`);
  return featureBars({
    title,
    names,
    count: FEATURES,
    columns: methods.length,
    rows: drawn.flatMap((input, i) =>
      methods.map(({ method, description, maps }) => ({
        title: `${label(input)}: ${methodHeading(method, description, isUsual).label}`,
        values: maps.pick(i),
      })),
    ),
  });
}

/** [0, 1] if the pictures are within it, and otherwise their smallest and largest value. */
function rangeOf({ data }: NdArray<Float32Array>): readonly [number, number] {
  const [low, high] = [smallest(data), largest(data)];
  return (low >= 0 && high <= 1) || low === high ? [0, 1] : [low, high];
}

/** A limit with two significant digits. */
const limitText = (limit: number): string => (limit === 0 ? '0' : String(Number(limit.toPrecision(2))));
