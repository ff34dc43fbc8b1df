import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { typeName } from '../checks/type-name.js';
import { checkOutputSize } from '../pictures/rgba-image.js';

/** Options of {@link rasterize}. */
export interface RasterizeOptions {
  /** Pixels of the PNG per pixel of the SVG. Default 2, for crisp text in print and on dense screens. */
  readonly scale?: number;
  /** Further fonts, as the bytes of TTF or OTF files, for characters that Inter lacks (such as Chinese). */
  readonly fonts?: readonly Uint8Array[];
}

const require = createRequire(import.meta.url);
const bundled = (file: string): Promise<Uint8Array> => readFile(require.resolve(file));

/**
 * An SVG document as the bytes of a PNG, by resvg (Rust, compiled to WebAssembly: the same pixels on every machine).
 * Text is set in Inter, Regular and SemiBold, which come along as npm packages: fonts of the machine are neither needed
 * nor used. A character that is in no font shows as a box.
 *
 * @throws TypeError for what is no text; RangeError for a scale that is not above 0 or a result of more than 16384 pixels a side; Error when the
 * document is not SVG
 */
export async function rasterize(svg: string, options: RasterizeOptions = {}): Promise<Uint8Array> {
  const { scale = 2, fonts = [] } = options;
  if (typeof svg !== 'string') {
    const hint = Object(svg).data ? '; writePng takes pictures as they are' : '';
    throw new TypeError(
      `rasterize: expected the text of an SVG document, as panel gives it; got ${typeName(svg)}${hint}`,
    );
  }
  if (!(scale > 0)) throw new RangeError(`rasterize: expected a scale above 0, got ${scale}`);
  await ready();
  const inter = await Promise.all([
    bundled('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
    bundled('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
  ]);
  // resvg knows SVG 1.1's word for crisp pixels alone, and browsers know CSS's alone.
  const document = svg.replaceAll('image-rendering="pixelated"', 'image-rendering="optimizeSpeed"');
  const renderer = parse(document, [...inter, ...fonts], scale);
  try {
    checkOutputSize('rasterize', Math.round(renderer.width * scale), Math.round(renderer.height * scale));
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
    throw new Error(`rasterize: expected an SVG document; resvg says: ${cause}`, { cause });
  }
}

/** Loads resvg, once a process: a second load is refused by resvg itself, and then it is there already. */
async function ready(): Promise<void> {
  const wasm = await bundled('@resvg/resvg-wasm/index_bg.wasm');
  try {
    await initWasm(wasm as BufferSource);
  } catch (error) {
    if (!String(error).includes('Already initialized')) throw error;
  }
}
