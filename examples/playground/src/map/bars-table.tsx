import type { Bar } from './bars.js';
import { formatted } from './numbers.js';

/** Features with their numbers as bars: to the right where positive, to the left where negative. */
export function Bars({
  bars,
  caption,
  heading,
}: {
  readonly bars: readonly Bar[];
  readonly caption: string;
  readonly heading: string;
}) {
  const limit = Math.max(...bars.map(({ value }) => Math.abs(value)), Number.MIN_VALUE);
  return (
    <table class="map-bars">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Feature</th>
          <th scope="col">{heading}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {bars.map(({ name, value }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{formatted(value)}</td>
            <td>
              <span class="map-bar" data-negative={value < 0} style={`--share: ${Math.abs(value) / limit}`} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
