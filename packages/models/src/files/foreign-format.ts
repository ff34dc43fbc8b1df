import type { Likeness } from '@csm/base';

const TO_GRAPH =
  'convert it with tensorflowjs_converter --output_format=tfjs_graph_model and load it with loadGraphModelFromDisk';
const FROM_ONNX = `make a SavedModel of it with onnx2tf, ${TO_GRAPH}`;
const FROM_PYTORCH = `export the model with torch.onnx.export, make a SavedModel of the ONNX file with onnx2tf, ${TO_GRAPH}`;
const TENSORFLOW_GRAPH: Likeness = { what: 'a TensorFlow graph (SavedModel)', remedy: TO_GRAPH };

interface Format extends Likeness {
  /** The endings of the names of such files. */
  readonly names: RegExp;
  /** Whether a file begins like this format. */
  readonly begins?: (bytes: Uint8Array) => boolean;
}

const text = (bytes: Uint8Array, start: number, end: number) =>
  new TextDecoder('latin1').decode(bytes.subarray(start, end));

/** The formats of other libraries in which models are often stored, and how each can be used today. */
const FORMATS: readonly Format[] = [
  {
    names: /\.onnx$/i,
    // An ONNX file begins with its version (field 1), then usually its producer (field 2). A SavedModel has version 1.
    begins: (bytes) => bytes[0] === 0x08 && bytes[1] !== 1 && (bytes[1] ?? 99) < 20 && bytes[2] === 0x12,
    what: 'an ONNX model, which cannot be read yet',
    remedy: FROM_ONNX,
  },
  {
    names: /\.(pth|pt|ckpt|bin)$/i,
    // torch.save writes a zip archive with data.pkl, or a pickle.
    begins: (bytes) =>
      (text(bytes, 0, 2) === 'PK' && /\/data\.pkl|\/constants\.pkl|\/byteorder/.test(text(bytes, 0, 120))) ||
      (bytes[0] === 0x80 && (bytes[1] ?? 0) >= 2 && (bytes[1] ?? 9) <= 5),
    what: 'a PyTorch file',
    remedy: FROM_PYTORCH,
  },
  {
    names: /\.safetensors$/i,
    // The length of the header in 8 bytes, then the header, which is JSON.
    begins: (bytes) => text(bytes, 8, 10) === '{"' && bytes[7] === 0 && bytes[6] === 0,
    what: 'a safetensors file, which holds weights without their model',
    remedy: `load the weights into their model in Python; for PyTorch, ${FROM_PYTORCH}`,
  },
  {
    names: /^saved_model\.pb$/i,
    begins: (bytes) => bytes[0] === 0x08 && bytes[1] === 1 && bytes[2] === 0x12,
    ...TENSORFLOW_GRAPH,
  },
  { names: /(\.pb|\.pbtxt)$/i, ...TENSORFLOW_GRAPH },
  {
    names: /(\.index|\.data-\d+-of-\d+|^checkpoint)$/i,
    what: 'part of a TensorFlow checkpoint, which holds weights without their model',
    remedy: 'load the weights into their model in Python and save it with model.save("model.keras")',
  },
  {
    names: /\.(tflite|lite)$/i,
    begins: (bytes) => text(bytes, 4, 8) === 'TFL3',
    what: 'a TensorFlow Lite model, which has no derivatives',
    remedy: `take the SavedModel that it was made from, ${TO_GRAPH}`,
  },
  {
    names: /\.(npz|npy)$/i,
    // numpy.savez writes a zip archive of .npy files.
    begins: (bytes) =>
      text(bytes, 1, 6) === 'NUMPY' ||
      (text(bytes, 0, 2) === 'PK' && /^[^\0]+\.npy/.test(text(bytes, 30, 200))),
    what: 'a NumPy file, which holds numbers without a model',
    remedy: 'load the weights into their model in Python and save it with model.save("model.keras")',
  },
  {
    names: /\.(pkl|pickle|joblib)$/i,
    what: 'a pickled Python object',
    remedy: 'load it in Python and save the model with model.save("model.keras") if it is a Keras model',
  },
];

/**
 * Recognises the file of a model that is neither of tfjs nor of Keras, by its beginning or else by its name.
 * @param bytes the beginning of the file; may be empty.
 */
export function foreignFormat(name: string, bytes: Uint8Array): Likeness | undefined {
  const byContent = FORMATS.find(({ begins }) => bytes.length > 0 && begins?.(bytes));
  return byContent ?? FORMATS.find(({ names, begins }) => names.test(name) && !(begins && bytes.length > 0));
}
