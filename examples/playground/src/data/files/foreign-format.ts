import type { Likeness } from '@csm/base';

const FROM_TORCH =
  'export the encoder in Python with torch.onnx.export(encoder, example, "encoder.onnx") and drop that file';
const FROM_KERAS = 'load it in Python, save it with model.save("model.keras") and drop that file';
const TO_GRAPH =
  'convert its folder with tensorflowjs_converter --output_format=tfjs_graph_model and drop the files that this writes';

interface Format extends Likeness {
  readonly names: RegExp;
  /** Whether a file begins like this format, as Latin-1. Absent: only the name tells. */
  readonly begins?: (text: string) => boolean;
}

/** Formats that the page does not read, and how each becomes one that it reads. */
const FORMATS: readonly Format[] = [
  {
    names: /\.(pt|pth|ckpt)$/i,
    begins: (text) =>
      (text.startsWith('PK') && /\/data\.pkl|\/constants\.pkl|\/byteorder/.test(text.slice(0, 120))) ||
      ['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'].some((pickle) => text.startsWith(pickle)),
    what: 'a PyTorch file, which holds weights without the operations of the model',
    remedy: FROM_TORCH,
  },
  {
    names: /\.npz$/i,
    begins: (text) => text.startsWith('PK') && /^[^\0]+\.npy/.test(text.slice(30, 200)),
    what: 'an archive of NumPy arrays',
    remedy: 'save one array with np.save("inputs.npy", x) and drop that file',
  },
  {
    names: /\.safetensors$/i,
    begins: (text) => text.startsWith('{"', 8) && text.slice(5, 8) === '\0\0\0',
    what: 'a safetensors file, which holds weights without their model',
    remedy: `load the weights into their model in Python, then ${FROM_TORCH}`,
  },
  {
    names: /\.(tflite|lite)$/i,
    begins: (text) => text.startsWith('TFL3', 4),
    what: 'a TensorFlow Lite model, which has no derivatives',
    remedy: `take the SavedModel that it was made from; ${TO_GRAPH}`,
  },
  {
    names: /\.pb$/i,
    begins: (text) => text.startsWith('\x08\x01\x12'),
    what: 'a SavedModel of TensorFlow',
    remedy: TO_GRAPH,
  },
  {
    names: /\.pdf$/i,
    begins: (text) => text.startsWith('%PDF'),
    what: 'a PDF',
    remedy: 'save its pictures as PNG and drop those',
  },
  {
    names: /\.parquet$/i,
    begins: (text) => text.startsWith('PAR1'),
    what: 'a Parquet file',
    remedy: 'save the table as CSV or the pictures as PNG and drop those',
  },
  {
    names: /\.tiff?$/i,
    begins: (text) => text.startsWith('II*\0') || text.startsWith('MM\0*'),
    what: 'a TIFF picture, which browsers do not read',
    remedy: 'save it as PNG and drop that file',
  },
  {
    names: /\.(mp4|mov|mkv|webm|avi|mp3|wav)$/i,
    begins: (text) => /^ftyp(mp4|isom|M4|qt|avc)/.test(text.slice(4)) || text.startsWith('\x1aE\xdf\xa3'),
    what: 'a film or sound',
    remedy: 'save some of its pictures as PNG and drop those',
  },
  {
    names: /\.(heic|heif)$/i,
    begins: (text) => /^ftyp(hei|mif|hev)/.test(text.slice(4)),
    what: 'a HEIC picture, which browsers do not read',
    remedy: 'save it as JPEG or PNG and drop that file',
  },
  { names: /\.(pkl|pickle|joblib)$/i, what: 'a pickled Python object', remedy: FROM_TORCH },
  { names: /\.svg$/i, what: 'an SVG drawing', remedy: 'save it as PNG and drop that file' },
  {
    names: /\.(rds|rdata|rda|loom|h5seurat|h5mu|zarr)$/i,
    what: 'a file of counts in another format',
    remedy: 'convert it to .h5ad in Python or R and drop that file',
  },
  {
    names: /\.xlsx?$/i,
    begins: (text) => text.startsWith('PK') && /^(\[Content_Types\]\.xml|xl\/|_rels\/)/.test(text.slice(30)),
    what: 'a workbook of Excel',
    remedy: 'save the sheet as CSV and drop that file',
  },
];

/** Recognises a format that the page does not read: by its beginning, or else by its name. */
export function foreignFormat(name: string, start: string): Likeness | undefined {
  const byContent = FORMATS.find(({ begins }) => begins?.(start));
  return byContent ?? FORMATS.find(({ names, begins }) => names.test(name) && begins === undefined);
}

/** What HDF5 files are that are not AnnData. */
export const OTHER_HDF5: Likeness = {
  what: 'an HDF5 file that is not named .h5ad, such as a model of Keras 2',
  remedy: `for a model, ${FROM_KERAS}; for counts, write .h5ad with anndata`,
};
