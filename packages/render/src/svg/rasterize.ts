import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { checkList, checkOptions, checkPositive, invalidArgument, typeName } from '@csm/base';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { checkOutputSize } from '../checks/check-output-size.js';

/** Options of {@link rasterize}. */
export interface RasterizeOptions {
  /** Number of PNG pixels per pixel of the SVG. Default 2, for crisp text in print and on high-density screens. */
  readonly scale?: number | undefined;
  /** Additional fonts, as the bytes of TTF or OTF files, for characters that Inter lacks (such as Chinese). */
  readonly fonts?: readonly Uint8Array[] | undefined;
}

const require = createRequire(import.meta.url);
const bundled = (file: string): Promise<Uint8Array> => readFile(require.resolve(file));
/** A file in the folder `fonts` of this package, which is as far from the sources as from a build. */
const font = (file: string): Promise<Uint8Array> =>
  readFile(join(dirname(require.resolve('@csm/render/package.json')), 'fonts', file));

/**
 * Renders an SVG document as the bytes of a PNG, with resvg (Rust compiled to WebAssembly: the same pixels on every machine).
 * Text is set in Inter, Regular and SemiBold, which are installed with this package; the fonts of the machine are never
 * used. A character that no font contains is drawn as a box.
 *
 * @throws if `svg` is not an SVG document, if the scale is not above 0, or if the result would have more than 16384 pixels a
 * side.
 * @category Pictures
 */
export async function rasterize(svg: string, options: RasterizeOptions = {}): Promise<Uint8Array> {
  const caller = 'rasterize';
  checkOptions(caller, options, { scale: true, fonts: true });
  const { scale = 2, fonts = [] } = options;
  if (typeof svg !== 'string') {
    const hint = Object(svg).data ? '; pass pictures to writePng directly' : '';
    throw invalidArgument(
      `${caller}: expected the text of an SVG document, such as the result of panel; got ${typeName(svg)}${hint}.`,
    );
  }
  checkPositive(caller, 'scale', scale);
  checkList(caller, 'fonts', fonts);
  await loadResvg();
  const inter = await Promise.all([font('Inter-Regular.ttf'), font('Inter-SemiBold.ttf')]);
  // For pixels without smoothing, resvg supports only the keyword of SVG 1.1, and browsers only that of CSS.
  const document = svg.replaceAll('image-rendering="pixelated"', 'image-rendering="optimizeSpeed"');
  const renderer = parse(document, [...inter, ...fonts], scale);
  try {
    checkOutputSize(caller, Math.round(renderer.width * scale), Math.round(renderer.height * scale));
    const picture = renderer.render();
    try {
      return picture.asPng();
    } finally {
      picture.free();
    }
  } finally {
    renderer.free();
  }
}

function parse(svg: string, fontBuffers: Uint8Array[], scale: number): InstanceType<typeof Resvg> {
  try {
    return new Resvg(svg, {
      fitTo: { mode: 'zoom', value: scale },
      font: { fontBuffers, defaultFontFamily: 'Inter', sansSerifFamily: 'Inter' },
    });
  } catch (cause) {
    throw invalidArgument(`rasterize: expected an SVG document; resvg cannot read it (${cause}).`, { cause });
  }
}

/** Loads resvg once per process. resvg rejects a second load, which is not needed anyway. */
async function loadResvg(): Promise<void> {
  const wasm = await bundled('@resvg/resvg-wasm/index_bg.wasm');
  try {
    await initWasm(wasm as BufferSource);
  } catch (error) {
    if (!String(error).includes('Already initialized')) throw error;
  }
}
