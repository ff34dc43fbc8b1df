/** For canvases that show one small picture: drawn without the GPU, whose first canvas can block the page for a quarter of a second. */
export const SOFTWARE: CanvasRenderingContext2DSettings = { willReadFrequently: true };
