export {
  type FileContent,
  removeTemporaries,
  type WriteAtomicallyOptions,
  writeAtomically,
} from './files/write-atomically.js';
