import { encodePng, type RgbaImage } from '@csm/render';
import { figure } from '../figure.js';

export { figure } from '../figure.js';

function pixelsOf(source: ImageBitmap | HTMLImageElement | ImageData): RgbaImage {
  const { width, height } = source;
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  if (source instanceof ImageData) context.putImageData(source, 0, 0);
  else context.drawImage(source, 0, 0);
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}

/** The map, drawn on a canvas and read back. */
export function onCanvas(): RgbaImage {
  const { width, height, data } = figure().map;
  return pixelsOf(new ImageData(data, width, height));
}

/** The map, decoded from its PNG by the browser. */
export async function asPng(): Promise<RgbaImage> {
  const png = encodePng(figure().map);
  return pixelsOf(await createImageBitmap(new Blob([png], { type: 'image/png' })));
}

/** The panel as an `<img>` shows it, and the positions of its images. */
export async function asImage() {
  const { svg } = figure();
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const pictures = [...parsed.querySelectorAll('image')].map((element) => {
    const [left, top, width, height] = ['x', 'y', 'width', 'height'].map((name) =>
      Number(element.getAttribute(name)),
    ) as [number, number, number, number];
    return { left, top, width, height };
  });
  return { shown: pixelsOf(image), pictures, root: parsed.documentElement.tagName };
}
