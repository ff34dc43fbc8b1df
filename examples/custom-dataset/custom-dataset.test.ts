import { expect, it, vi } from 'vitest';
import { stripes } from './stripes.js';

it('draws images that match their attributes', async () => {
  const dataset = stripes(40);
  for await (const { ids, images } of dataset.batches({ batchSize: 8 })) {
    for (const [i, id] of ids.entries()) {
      const pixel = (y: number, x: number) => images.get(i, y, x, 0) as number;
      const all = [...Array(16).keys()];
      const brightest = (columns: readonly number[]) =>
        Math.max(...columns.flatMap((x) => all.map((y) => pixel(y, x))));
      const { side, vertical } = dataset.attributesOf(id);
      expect(brightest(all.slice(0, 8)) > 0.5).toBe(side === 'left');
      expect(brightest(all.slice(8)) > 0.5).toBe(side === 'right');
      // Pixels are constant along a vertical stripe.
      const x = side === 'left' ? 2 : 12;
      expect(all.every((y) => pixel(y, x) === pixel(0, x))).toBe(vertical === 1);
    }
  }
});

it('gives a concept that separates images that the model was not trained on', async () => {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)));
  try {
    await import('./main.js');
  } finally {
    log.mockRestore();
  }
  const scores = lines.slice(0, 4).map((line) => Number(line.split(': ')[1]));
  expect(Math.min(scores[0]!, scores[1]!)).toBeGreaterThan(Math.max(scores[2]!, scores[3]!));
  expect(lines[4]).toBe('maps: [4,16,16,1]');
});
