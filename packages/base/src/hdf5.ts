export type {
  Hdf5AttributeValue,
  Hdf5Dataset,
  Hdf5File,
  Hdf5Filter,
  Hdf5Group,
  Hdf5Node,
  Hdf5Numbers,
  Hdf5ValueType,
} from './hdf5/hdf5-file.js';
export { bytesOf, checkFileBytes, type FileBytes, hdf5FromBytes } from './hdf5/hdf5-from-bytes.js';
export {
  checkHdf5Signature,
  HDF5_HEAD_BYTES,
  type Hdf5Options,
  type Hdf5Source,
} from './hdf5/hdf5-source.js';
export type { Hdf5Data, Hdf5Write } from './hdf5/worker/messages.js';
export { writeHdf5Bytes } from './hdf5/write-hdf5-bytes.js';
