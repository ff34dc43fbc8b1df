import type { SyntheticBulb } from '@csm/datasets';
import ndarray, { type NdArray } from 'ndarray';
import { drawNuclei } from './draw-nuclei.js';
import { layerField, STEP, type TissueField } from './layer-field.js';
import { smoothNoise } from './noise.js';

/** The grid of the 2016 arrays has 33 columns and 35 rows; the bulb is in its first 31 rows. */
const [WIDTH, HEIGHT] = [33 * STEP, 31.5 * STEP];

/** A drawing of the stained section that a bulb could be from: its layers differ in their nuclei, as those of a real one do. */
export async function drawTissue(bulb: SyntheticBulb, signal: AbortSignal): Promise<SyntheticBulb> {
  const { x, y } = bulb.spots;
  const field = layerField(bulb.spots, WIDTH, HEIGHT);
  signal.throwIfAborted();
  const picture = await drawGround(field);
  await drawNuclei(picture, field);
  return {
    ...bulb,
    spots: {
      ...bulb.spots,
      pixels: { x: x.map((each) => each * STEP), y: y.map((each) => each * STEP) },
      diameter: STEP / 2,
    },
    images: [{ name: 'hires', width: WIDTH, height: HEIGHT, scale: 1, read: async () => copyOf(picture) }],
  };
}

const copyOf = ({ data, shape }: NdArray<Uint8Array>) => ndarray(Uint8Array.from(data), shape);

/** sRGB of glass and of eosin: of fibres, of neuropil. */
const [GLASS, NEUROPIL, FIBRES] = [
  [246, 243, 246],
  [236, 196, 214],
  [222, 150, 186],
] as const;

/** What lies under the nuclei: pink, darker where fibres are (the outermost layer), with uneven staining. */
async function drawGround({ width, height, depth, cover }: TissueField): Promise<NdArray<Uint8Array>> {
  const noise = await smoothNoise(11);
  const data = new Uint8Array(3 * width * height);
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const fibres = Math.max(0, Math.min(1, depth[at]! - 2.2));
    const stain = 1 + 0.05 * noise(x / 28, y / 28) + 0.06 * noise(x / 5, y / 5);
    const inside = cover[at]!;
    for (let c = 0; c < 3; c++) {
      const tissue = (NEUROPIL[c]! + fibres * (FIBRES[c]! - NEUROPIL[c]!)) * (c === 0 ? 1 : stain);
      data[3 * at + c] = Math.max(0, Math.min(255, GLASS[c]! + inside * (tissue - GLASS[c]!)));
    }
  }
  return ndarray(data, [height, width, 3]);
}
