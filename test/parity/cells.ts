/** What the cells of the parity page's tables are made of. */

interface Bounded {
  readonly deviation: number;
  readonly bound: number;
}

export const shareOf = ({ deviation, bound }: Bounded) => deviation / bound;

export const scientific = (value: number) => (value === 0 ? '0' : value.toExponential(1));

export const percent = (share: number) => (share === 0 ? '0 %' : `${Number((100 * share).toPrecision(2))} %`);

/** The largest deviation and, in brackets, the largest share of a bound; a dash if there are no records. */
export function cell(deviations: readonly Bounded[]): string {
  if (deviations.length === 0) return '–';
  const largest = Math.max(...deviations.map(({ deviation }) => deviation));
  return `${scientific(largest)} (${percent(Math.max(...deviations.map(shareOf)))})`;
}

/** A call as code: `lrp({ rules })`; what follows "; " in the options stands behind it. */
export function call(method: string, options: string): string {
  const [inside, after] = options.split('; ');
  const code = `${method}(${inside ? `{ ${inside} }` : ''})`;
  return `\`${code.replaceAll('|', '\\|')}\`${after ? ` ${after}` : ''}`;
}
