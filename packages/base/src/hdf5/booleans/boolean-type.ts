/**
 * h5wasm cannot make enumerations, the type in which h5py and anndata store booleans. So booleans are first written as records of
 * this one field, a type of as many bytes, and the type is exchanged in the finished file.
 */
export const PLACEHOLDER_FIELD = 'csm boolean enum';

/** A signed byte, as libhdf5 describes it: class 0 (integer), signed; 1 byte; bits 0 to 7. */
const BYTE = [0x10, 8, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0];

const text = (value: string, length: number) =>
  Array.from({ length }, (_, i) => (i < value.length ? value.charCodeAt(i) : 0));

/** Version 3, class 6 (compound), 1 field; 1 byte; the field's name, offset and type. */
export const PLACEHOLDER_TYPE = Uint8Array.from(
  [[0x36, 1, 0, 0, 1, 0, 0, 0], text(PLACEHOLDER_FIELD, 17), [0], BYTE].flat(),
);

/**
 * Version 1, class 8 (enumeration), 2 names; 1 byte; the type, the names in multiples of 8 bytes and the values: what h5py writes
 * for booleans. HDF5 File Format Specification 3.0, IV.A.2.d "The Datatype Message".
 */
export const BOOLEAN_TYPE = Uint8Array.from(
  [[0x18, 2, 0, 0, 1, 0, 0, 0], BYTE, text('FALSE', 8), text('TRUE', 8), [0, 1]].flat(),
);
