import type { ComponentChildren } from 'preact';
import { Picture } from '../app/picture.js';
import { Bars } from './bars-table.js';
import type { DrawnColorBar } from './draw.js';
import type { DrawnMap } from './draw-map.js';
import { formatted, percent } from './numbers.js';

/** A map with its colour bar and what it adds up to. `children` are drawn over the picture. */
export function MapPicture({
  map,
  label,
  children,
}: {
  readonly map: DrawnMap;
  readonly label: string;
  readonly children?: ComponentChildren;
}) {
  const { drawn, bars } = map;
  return (
    <>
      {drawn && (
        <>
          <div class="map-pictures">
            {drawn.pictures.map(({ label: channel, image }) => (
              <figure key={channel}>
                <div class="map-stack">
                  <Picture image={image} label={channel ? `${label}, ${channel}` : label} />
                  {children}
                </div>
                {channel && <figcaption>{channel}</figcaption>}
              </figure>
            ))}
          </div>
          <ColorBar bar={drawn.colorBar} />
        </>
      )}
      {bars && <Bars bars={bars} caption={label} heading="Attribution" />}
      {drawn?.colorBar.high === 0 && <p>The map is zero everywhere.</p>}
    </>
  );
}

/** The colours of the values, with the smallest and the largest. */
export function ColorBar({ bar: { image, low, high } }: { readonly bar: DrawnColorBar }) {
  return (
    <div class="color-bar">
      <span>{formatted(low)}</span>
      <Picture image={image} label={`Colours from ${formatted(low)} to ${formatted(high)}`} />
      <span>{formatted(high)}</span>
    </div>
  );
}

/** What the map adds up to, and how far it is from what it should. */
export function MapSums({ map: { sum, gap, error } }: { readonly map: DrawnMap }) {
  if (gap !== undefined) {
    const change = sum - gap;
    return (
      <p class="muted">
        The map adds up to {formatted(sum)}; the score changes by {formatted(change)} from the baseline
        {change !== 0 && ` (error ${percent(Math.abs(gap / change))})`}.
      </p>
    );
  }
  return (
    <p class="muted">
      The map adds up to {formatted(sum)}; this method does not promise that it adds up to a change of the
      score.
      {error !== undefined && ` Its random draws leave an error of ${percent(error)}.`}
    </p>
  );
}
