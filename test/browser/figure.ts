import { type DrawnImage, panel, renderImage, renderMap } from '@csm/render';
import ndarray from 'ndarray';

const [height, width] = [5, 7];

/** A map with both signs and an input, each as an image, and both in a labelled panel. */
export function figure(): { map: DrawnImage; input: DrawnImage; svg: string } {
  const values = Float32Array.from({ length: height * width }, (_, i) => ((i * 17) % 35) - 17);
  const map = renderMap(ndarray(values, [height, width]));
  const shares = Float32Array.from({ length: height * width * 3 }, (_, i) => ((i * 29) % 105) / 104);
  const input = renderImage(ndarray(shares, [height, width, 3]));
  const svg = panel({
    title: 'Smiling & more',
    columns: ['Input', 'Integrated gradients'],
    rows: [{ label: 'Face 17', cells: [input, map] }],
    cellSize: 140,
    colorBars: [{ range: [-17, 17], label: 'Saliency', column: 1 }],
  });
  return { map, input, svg };
}
