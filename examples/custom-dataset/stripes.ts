import { attributeTable, type ImageDataset, imageDataset } from '@csm/datasets';

/** Pictures of grey stripes, vertical or horizontal, on the left or on the right. Each is drawn on demand. */
export function stripes(count: number): ImageDataset {
  const size = 16;
  const kinds = Array.from({ length: count }, (_, i) => ({
    vertical: i % 2 === 0,
    side: Math.floor(i / 2) % 2 === 0 ? 'left' : 'right',
    period: 3 + (i % 3),
    phase: i % 5,
  }));
  const idOf = (i: number) => `stripes-${i}`;
  const rows = kinds.map(({ vertical, side }, i) => [idOf(i), { vertical, side }] as const);
  return imageDataset({
    name: 'stripes',
    imageShape: [size, size, 1],
    attributes: attributeTable(rows),
    splits: {
      train: rows.slice(0, 0.8 * count).map(([id]) => id),
      test: rows.slice(0.8 * count).map(([id]) => id),
    },
    // Read a file, request it from a server, draw it: anything that returns the numbers of one image. May be async.
    load: (id) => {
      const { vertical, side, period, phase } = kinds[Number(id.slice('stripes-'.length))]!;
      return Float32Array.from({ length: size * size }, (_, pixel) => {
        const x = pixel % size;
        const y = Math.floor(pixel / size);
        const inside = side === 'left' ? x < size / 2 : x >= size / 2;
        return inside && ((vertical ? x : y) + phase) % period < period / 2 ? 0.9 : 0.1;
      });
    },
  });
}
