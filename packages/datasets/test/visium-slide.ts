import type { SpatialCounts } from '../src/spatial/spatial-counts.js';

/**
 * A whole Visium slide of 6.5 mm: 78 rows of 64 spots with one count of one gene each. Centres are 140 pixels apart on the
 * full-resolution image, on which the slide is turned.
 */
export function visiumSlide({ degrees }: { readonly degrees: number }): SpatialCounts {
  const places = Array.from({ length: 78 * 64 }, (_, i) => {
    const row = Math.floor(i / 64);
    return { row, column: 2 * (i % 64) + (row % 2) };
  });
  const angle = (degrees * Math.PI) / 180;
  const across = ({ column }: { column: number }) => 70 * column;
  const down = ({ row }: { row: number }) => 70 * Math.sqrt(3) * row;
  return {
    spots: {
      names: places.map(({ row, column }) => `${row}x${column}`),
      x: Float64Array.from(places, ({ column }) => column),
      y: Float64Array.from(places, ({ row }) => row),
      layout: 'hexagonal',
      pixels: {
        x: Float64Array.from(places, (place) =>
          Math.round(5000 + across(place) * Math.cos(angle) - down(place) * Math.sin(angle)),
        ),
        y: Float64Array.from(places, (place) =>
          Math.round(5000 + across(place) * Math.sin(angle) + down(place) * Math.cos(angle)),
        ),
      },
    },
    genes: ['g'],
    counts: {
      indptr: Uint32Array.of(0, places.length),
      spots: Uint32Array.from(places.keys()),
      values: new Float32Array(places.length).fill(1),
    },
  };
}
