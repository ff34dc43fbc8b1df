import { invalidFile, type Likeness, likeness } from '@csm/base';

const EXPORT = 'export the model with torch.onnx.export';

/** @throws if the bytes are recognised as something other than an ONNX model. ONNX files have no mark of their own. */
export function checkNotOther(where: string, bytes: Uint8Array): void {
  const found = otherFormat(bytes);
  if (found) throw invalidFile(`${where}: expected an ONNX model; this is ${found.what}; ${found.remedy}.`);
}

function otherFormat(bytes: Uint8Array): Likeness | undefined {
  const start = Array.from(bytes.subarray(0, 512), (byte) => String.fromCharCode(byte)).join('');
  if (start.startsWith('PK\x03\x04') && start.includes('.pkl')) {
    return { what: 'a file of PyTorch', remedy: EXPORT };
  }
  const known = likeness(bytes);
  if (known) return known;
  if (start.slice(4, 8) === 'ORTM') {
    return {
      what: 'a model in the format of ONNX Runtime (.ort)',
      remedy: 'use the .onnx file that it was made from',
    };
  }
  if (start.slice(4, 8) === 'TFL3') {
    return { what: 'a TensorFlow Lite model', remedy: 'convert it with tf2onnx' };
  }
  if (/^[\s\S]{6}\0\0\{["\s}]/.test(start)) {
    return { what: 'a safetensors file, which holds weights without a model', remedy: EXPORT };
  }
  if (bytes[0] === 0x80 && (bytes[1] ?? 9) <= 5) return { what: 'a pickle file', remedy: EXPORT };
  if (start.startsWith('GGUF')) return { what: 'a GGUF file', remedy: 'use a model in ONNX format' };
  if (/^\s*[{[]/.test(start) && /^[\t\n\r\x20-\x7e\x80-\xff]*$/.test(start)) {
    return /"(modelTopology|weightsManifest|format)"/.test(start)
      ? {
          what: 'a model.json of TensorFlow.js',
          remedy: 'load it with TensorFlow.js and use layersEncoder or graphEncoder',
        }
      : { what: 'JSON', remedy: 'pass the .onnx file' };
  }
  return undefined;
}
