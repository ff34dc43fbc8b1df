/** Draws an SVG document at twice its size. @throws a sentence for the user if the browser cannot. */
export async function pngOfSvg(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = 2 * image.naturalWidth;
    canvas.height = 2 * image.naturalHeight;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (png) return png;
    throw new Error();
  } catch {
    throw new Error('The browser could not draw the figure as PNG: save it as SVG.');
  } finally {
    URL.revokeObjectURL(url);
  }
}
