import type { NdArray } from 'ndarray';

/** The bytes of a `.npy` file of float32 numbers in row-major order, which the array's data must be in. */
export function npyOf({ data, shape }: NdArray<Float32Array>): Uint8Array<ArrayBuffer> {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tuple}), }`;
  const header = `${dictionary.padEnd(64 * Math.ceil((dictionary.length + 11) / 64) - 11)}\n`;
  const start = new Uint8Array([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, header.length, 0]);
  const file = new Uint8Array(start.length + header.length + data.byteLength);
  file.set(start);
  file.set(new TextEncoder().encode(header), start.length);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start.length + header.length);
  return file;
}
