import { checkOptions, invalidArgument, largest, typeName } from '@csm/base';
import { fitTexts, svgText } from '../svg/text.js';

/** A heading in two sizes. */
export interface PanelHeading {
  /** Drawn bold, such as the name of a method. */
  readonly label: string;
  /** Drawn under the label in regular text, such as the settings of the method: `percentile 95, border mask`. */
  readonly detail?: string | undefined;
}

/** @throws unless it is a text or a {@link PanelHeading}. @returns the heading; without a text, an empty one. */
export function checkedHeading(name: string, heading: string | PanelHeading | undefined): PanelHeading {
  if (heading === undefined || typeof heading === 'string') return { label: heading ?? '' };
  if (typeof heading !== 'object' || heading === null || typeof heading.label !== 'string') {
    throw invalidArgument(
      `${name} must be a string or { label, detail? }; got ${typeName(heading)}${labelHint(heading)}.`,
    );
  }
  checkOptions(name, heading, { label: true, detail: true });
  return heading;
}

const labelHint = (heading: unknown): string =>
  typeof heading === 'object' && heading !== null && 'label' in heading
    ? ` with the label ${typeName(heading.label)}`
    : '';

/** Headings next to each other, which end at one line. */
export interface DrawnHeadings {
  /** The height of the tallest: 0 if all are empty. */
  readonly height: number;
  /** Draws the heading with the given index, centred on x; all end at the same height above `bottom`. */
  readonly draw: (index: number, x: number, bottom: number) => string;
}

/** Fits headings into columns of the given width, all at the same size: long ones are wrapped, then reduced in size. */
export function fitHeadings(headings: readonly PanelHeading[], width: number): DrawnHeadings {
  const labels = fitTexts(
    headings.map(({ label }) => label),
    { width, size: 12, smallest: 9, weight: 600, lines: 4 },
  );
  const details = fitTexts(
    headings.map(({ detail }) => detail ?? ''),
    { width, size: 10.5, smallest: 9, weight: 400, lines: 6 },
  );
  const heights = labels.map((label, i) => label.height + (details[i]?.height ?? 0));
  const draw = (index: number, x: number, bottom: number): string => {
    const [label, detail] = [labels[index], details[index]];
    if (!label || !detail) return '';
    const at = { x, anchor: 'middle' } as const;
    return [
      svgText(label, { ...at, y: bottom - detail.height - label.height, weight: 600 }),
      svgText(detail, { ...at, y: bottom - detail.height, weight: 400, fill: '#333' }),
    ]
      .filter(Boolean)
      .join('\n');
  };
  return { height: Math.max(0, largest(heights)), draw };
}
