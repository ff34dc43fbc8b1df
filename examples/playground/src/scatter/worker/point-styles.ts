import { colorMaps } from '@csm/render';
import type { NumberColours, PointColours } from '../scatter-props.js';
import type { Legend, Shape } from './scene.js';

/** The look of each point: an index into a few styles. */
export interface PointStyles {
  readonly styles: readonly PointStyle[];
  readonly styleOf: Uint8Array;
  readonly legend?: Legend | undefined;
}

export interface PointStyle {
  readonly colour: string;
  readonly shape: Shape;
}

/** Steps of a scale of numbers: an odd number, so that its middle is a step. */
const STEPS = 65;

/** Okabe and Ito's colours, which people with any colour vision tell apart, without black; doi:10.1038/nmeth.1618. */
const CATEGORIES = ['#e69f00', '#56b4e9', '#009e73', '#f0e442', '#0072b2', '#d55e00', '#cc79a7'];
/** The shapes of categories, so that colour is not alone; triangle and square are those of examples. */
const CATEGORY_SHAPES: readonly Shape[] = ['disc', 'diamond', 'cross'];

/** The styles of `count` points; all alike unless there is one colour per point. */
export function pointStyles(
  count: number,
  colours: PointColours | undefined,
  { point, missing }: { readonly point: string; readonly missing: string },
): PointStyles {
  // While other data are loaded, the colours may still be those of the data before.
  if (colours?.values.length !== count)
    return { styles: [{ colour: point, shape: 'disc' }], styleOf: new Uint8Array(count) };
  return colours.kind === 'numbers' ? numberStyles(colours, missing) : categoryStyles(colours, missing);
}

function numberStyles(colours: NumberColours, missing: string): PointStyles {
  const { name, values, middle } = colours;
  const colour = middle === undefined ? colorMaps.viridis : colorMaps.blueWhiteRed;
  const stops = Array.from({ length: STEPS }, (_, step) => `rgb(${colour(step / (STEPS - 1)).join()})`);
  const [min, max] = rangeOf(colours);
  const styleOf = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const t = max > min ? (values[row]! - min) / (max - min) : 0.5;
    styleOf[row] = Number.isNaN(t) ? STEPS : Math.round((STEPS - 1) * Math.min(1, Math.max(0, t)));
  }
  return {
    styles: [...stops, missing].map((each) => ({ colour: each, shape: 'disc' as const })),
    styleOf,
    legend: { kind: 'numbers', name, min, max, stops: stops.filter((_, step) => step % 8 === 0) },
  };
}

/** Where the scale begins and ends: the outermost 1 % at each end are left out, so that a few outliers do not stretch it. */
export function rangeOf({ values, middle }: NumberColours): readonly [min: number, max: number] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return [0, 1];
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))]!;
  const [low, high] = [at(0.01), at(0.99)];
  if (middle === undefined) return [low, high];
  const reach = Math.max(Math.abs(low - middle), Math.abs(high - middle));
  return [middle - reach, middle + reach];
}

function categoryStyles(
  { name, names, values }: Extract<PointColours, { kind: 'categories' }>,
  missing: string,
): PointStyles {
  const styleAt = (index: number): PointStyle => ({
    colour: CATEGORIES[index % CATEGORIES.length]!,
    shape: CATEGORY_SHAPES[index % CATEGORY_SHAPES.length]!,
  });
  // 7 colours and 3 shapes make 21 styles; further categories repeat them.
  const distinct = Math.min(names.length, CATEGORIES.length * CATEGORY_SHAPES.length);
  return {
    styles: [
      ...Array.from({ length: distinct }, (_, index) => styleAt(index)),
      { colour: missing, shape: 'disc' },
    ],
    styleOf: Uint8Array.from(values, (value) => (value < 0 ? distinct : value % distinct)),
    legend: {
      kind: 'categories',
      name,
      entries: names.map((each, index) => ({ name: each, ...styleAt(index % distinct) })),
    },
  };
}
