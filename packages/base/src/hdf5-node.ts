export { hdf5FromPath, headOf } from './hdf5/hdf5-from-path.js';
export { writeHdf5 } from './hdf5/write-hdf5.js';
