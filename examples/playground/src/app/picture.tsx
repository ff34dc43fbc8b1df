import type { RgbaImage } from '@csm/render';
import { useEffect, useRef } from 'preact/hooks';
import { SOFTWARE } from './software-canvas.js';

/** A picture that the worker drew, with its description for screen readers. CSS sets its size on the page. */
export function Picture({ image, label }: { readonly image: RgbaImage; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d', SOFTWARE);
    context?.putImageData(new ImageData(new Uint8ClampedArray(image.data), image.width, image.height), 0, 0);
  }, [image]);
  return (
    <canvas
      ref={canvas}
      class="picture"
      width={image.width}
      height={image.height}
      role="img"
      aria-label={label}
    />
  );
}
