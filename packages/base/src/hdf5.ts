export { bytesOf, type FileBytes, hdf5FromBytes } from './hdf5/hdf5-from-bytes.js';
export {
  attemptHdf5,
  checkHdf5Signature,
  type Hdf5Options,
  type Hdf5Source,
} from './hdf5/hdf5-source.js';
