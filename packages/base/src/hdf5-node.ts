export { hdf5FromPath, headOf } from './hdf5/hdf5-from-path.js';
export type { Hdf5Data, Hdf5Write } from './hdf5/worker/messages.js';
export { writeHdf5 } from './hdf5/write-hdf5.js';
