export { hdf5FromPath, hdf5OnDisk } from './hdf5/hdf5-from-path.js';
