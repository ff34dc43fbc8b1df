import { basename } from 'node:path';
import type { Likeness } from '@csm/base';

const GUIDE = 'docs/guide/your-model.md shows how';
const FROM_TORCH = `export the encoder in Python with torch.onnx.export(encoder, example, "encoder.onnx"); ${GUIDE}`;
const FROM_SAVED_MODEL =
  'convert its folder with tensorflowjs_converter --input_format=tf_saved_model --output_format=tfjs_graph_model and pass the folder ' +
  `that this writes; ${GUIDE}`;
const FROM_KERAS = `load it in Python and save it with model.save("model.keras"); ${GUIDE}`;

interface Format extends Likeness {
  /** Names of such files. */
  readonly names: RegExp;
  /** Whether a file begins like this format. Absent: only its name tells. */
  readonly begins?: (text: string) => boolean;
}

/** Formats in which other libraries store models, and how each becomes a model that we read. */
const FORMATS: readonly Format[] = [
  {
    names: /\.(h5|hdf5)$/i,
    begins: (text) => text.startsWith('\x89HDF\r\n'),
    what: 'an HDF5 file, as Keras 2 saved models and weights',
    remedy: FROM_KERAS,
  },
  {
    names: /\.safetensors$/i,
    begins: (text) => text.startsWith('{"', 8) && text.slice(5, 8) === '\0\0\0',
    what: 'a safetensors file, which holds weights without their model',
    remedy: `load the weights into their model in Python, then ${FROM_TORCH}`,
  },
  {
    names: /\.(pt|pth|ckpt|bin)$/i,
    // torch.save writes a zip archive with data.pkl, or a pickle.
    begins: (text) =>
      (text.startsWith('PK') && /\/data\.pkl|\/constants\.pkl|\/byteorder/.test(text.slice(0, 120))) ||
      ['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'].some((pickle) => text.startsWith(pickle)),
    what: 'a PyTorch file, which holds weights without the operations of the model',
    remedy: FROM_TORCH,
  },
  {
    names: /(^saved_model\.pb|\.pb)$/i,
    begins: (text) => text.startsWith('\x08\x01\x12'),
    what: 'a SavedModel of TensorFlow',
    remedy: FROM_SAVED_MODEL,
  },
  {
    names: /(\.index|\.data-\d+-of-\d+|^checkpoint)$/i,
    what: 'part of a TensorFlow checkpoint, which holds weights without their model',
    remedy: `load the weights into their model in Python and save it with model.save("model.keras"); ${GUIDE}`,
  },
  {
    names: /\.(tflite|lite)$/i,
    begins: (text) => text.startsWith('TFL3', 4),
    what: 'a TensorFlow Lite model, which has no derivatives',
    remedy: `take the SavedModel that it was made from; ${FROM_SAVED_MODEL}`,
  },
  {
    names: /\.(npy|npz)$/i,
    begins: (text) =>
      text.startsWith('\x93NUMPY') || (text.startsWith('PK') && /^[^\0]+\.npy/.test(text.slice(30, 200))),
    what: 'a NumPy file, which holds numbers and no model',
    remedy: 'pass the model first and the data second',
  },
  {
    names: /\.(png|jpe?g|gif|webp|bmp)$/i,
    begins: (text) => /^(\x89PNG|\xff\xd8\xff|GIF8)/.test(text),
    what: 'a picture',
    remedy: 'pass the model first and the folder of pictures second',
  },
  {
    names: /\.(pkl|pickle|joblib)$/i,
    what: 'a pickled Python object',
    remedy: `load it in Python and export the model as ONNX; ${GUIDE}`,
  },
];

/**
 * Recognises the file of a model that we do not read, by its beginning or else by its name.
 * @param start the first bytes. Absent: only the name is known.
 */
export function foreignModel(path: string, start?: Uint8Array): Likeness | undefined {
  const text = Buffer.from(start ?? []).toString('latin1');
  const name = basename(path);
  return (
    FORMATS.find(({ begins }) => start !== undefined && begins?.(text)) ??
    FORMATS.find(({ names, begins }) => names.test(name) && (start === undefined || begins === undefined))
  );
}
