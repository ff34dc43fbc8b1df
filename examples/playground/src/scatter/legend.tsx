import type { Legend as LegendData, Shape } from './worker/scene.js';

const SIGNS: Record<Shape, string> = { disc: '●', diamond: '◆', cross: '✚', triangle: '▲', square: '■' };

/** The largest number of categories that are listed. */
const MOST = 21;

/** What the colours and shapes of the points mean. */
export function Legend({
  legend,
  marked,
}: {
  readonly legend: LegendData | undefined;
  readonly marked: boolean;
}) {
  return (
    <div class="scatter-legend">
      {legend?.kind === 'numbers' && (
        <p>
          {legend.name}: {short(legend.min)}{' '}
          <span
            class="scatter-scale"
            style={{ background: `linear-gradient(90deg, ${legend.stops.join()})` }}
          />{' '}
          {short(legend.max)}
        </p>
      )}
      {legend?.kind === 'categories' && (
        <p>
          {legend.name}:{' '}
          {legend.entries.slice(0, MOST).map(({ name, colour, shape }) => (
            <span key={name} class="scatter-entry">
              <span aria-hidden="true" class="scatter-sign" style={{ color: colour }}>
                {SIGNS[shape]}
              </span>{' '}
              {name}
            </span>
          ))}
          {legend.entries.length > MOST && `and ${legend.entries.length - MOST} more`}
        </p>
      )}
      {marked && (
        <p>
          <span class="scatter-entry">
            <span aria-hidden="true" class="scatter-with">
              ▲
            </span>{' '}
            with
          </span>
          <span class="scatter-entry">
            <span aria-hidden="true" class="scatter-without">
              ■
            </span>{' '}
            without
          </span>
        </p>
      )}
    </div>
  );
}

const short = (value: number) => Number(value.toPrecision(3)).toString();
