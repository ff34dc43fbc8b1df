import { invalidArgument } from '@csm/base';
import { ascending, descending } from 'd3-array';
import { color as parseColor } from 'd3-color';

/** Labels of spots, such as regions or clusters: one map of a `spotMap`, in which every category has its own colour. */
export interface SpotCategories {
  readonly title?: string | undefined;
  /** Small text under the map. */
  readonly caption?: string | undefined;
  /** One label per spot; null, undefined, NaN or an empty string for a missing one, which is drawn in grey. */
  readonly labels: ArrayLike<string | number | boolean | null | undefined>;
  /**
   * The categories in the order in which they take their colours. Pass the same order for several maps to make their colours the
   * same. Default: those that occur, sorted, with numbers by their value.
   */
  readonly order?: readonly string[] | undefined;
  /** CSS colours of some categories, by label. Default: Okabe and Ito's. */
  readonly colors?: Readonly<Record<string, string>> | undefined;
}

/** How the spots of a category are drawn. */
export interface CategoryMark {
  readonly name: string;
  readonly color: string;
  /** The colour of a smaller disc in the middle; undefined: there is none. */
  readonly inner?: string | undefined;
}

/** The marks of the spots of a map, and the entries of its legend. */
export interface CategoryMarks {
  readonly markOf: (spot: number) => CategoryMark;
  readonly legend: readonly CategoryMark[];
}

/**
 * The colours of Okabe and Ito (jfly.uni-koeln.de/color), which readers with any kind of colour blindness can tell apart, without
 * black. Categories after the seventh have the same colours and a white or black disc in the middle.
 */
const PALETTE = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442'] as const;
const INNER = [undefined, '#ffffff', '#000000'] as const;
const MOST = PALETTE.length * INNER.length;

const MISSING: CategoryMark = { name: 'missing', color: '#cccccc' };

/** Assigns the marks of {@link SpotCategories}. If there are more than 21 categories, the rarest share one mark. */
export function categoryMarks(map: SpotCategories): CategoryMarks {
  const labels = Array.from(map.labels, categoryOf);
  const counts = new Map<string, number>();
  for (const label of labels) if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
  const occurring = [...counts.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const names = map.order ?? occurring;
  const kept = new Set(
    names.length <= MOST
      ? names
      : [...names]
          .sort(
            (a, b) =>
              descending(counts.get(a) ?? 0, counts.get(b) ?? 0) ||
              ascending(names.indexOf(a), names.indexOf(b)),
          )
          .slice(0, MOST - 1),
  );
  const own = names.filter((name) => kept.has(name)).map((name, i) => markAt(name, i, map.colors ?? {}));
  const others: CategoryMark = { name: `${names.length - kept.size} others`, color: '#777777' };
  const byName = new Map(own.map((mark) => [mark.name, mark]));
  const markOf = (spot: number) => {
    const label = labels[spot];
    return label === undefined ? MISSING : (byName.get(label) ?? others);
  };
  const legend = [
    ...own,
    ...(names.length > kept.size ? [others] : []),
    ...(labels.includes(undefined) ? [MISSING] : []),
  ];
  return { markOf, legend };
}

function markAt(name: string, at: number, colors: Readonly<Record<string, string>>): CategoryMark {
  const inner = INNER[Math.floor(at / PALETTE.length)];
  const usual = { name, color: PALETTE[at % PALETTE.length] ?? MISSING.color, inner };
  const chosen = Object.hasOwn(colors, name) ? colors[name] : undefined;
  return chosen === undefined ? usual : { name, color: chosen };
}

/** The category of a label; undefined if it is missing. */
function categoryOf(label: unknown): string | undefined {
  return label === null || label === undefined || label === '' || Number.isNaN(label)
    ? undefined
    : String(label);
}

/** @throws unless every label has a category of `order`, which has no duplicates, and every colour is a CSS colour. */
export function checkCategories(caller: string, name: string, map: SpotCategories): void {
  const { labels, order, colors = {} } = map;
  if (order && new Set(order).size < order.length) {
    throw invalidArgument(
      `${caller}: the order of ${name} must have each category once; one is a duplicate.`,
    );
  }
  const known = new Set(order);
  const foreign =
    order && Array.from(labels, categoryOf).find((label) => label !== undefined && !known.has(label));
  if (foreign !== undefined) {
    throw invalidArgument(
      `${caller}: the order of ${name} must have every category; "${foreign}" is missing.`,
    );
  }
  for (const [category, value] of Object.entries(colors)) {
    if (typeof value === 'string' && parseColor(value)) continue;
    throw invalidArgument(
      `${caller}: the colour of "${category}" in ${name} must be a CSS colour, such as "#0072b2"; got ${JSON.stringify(value)}.`,
    );
  }
}
