export { isAlive, machine } from './files/processes.js';
export { readFully } from './files/read-fully.js';
export {
  isTemporary,
  type RemoveTemporariesOptions,
  removeTemporaries,
  temporaryName,
} from './files/temporaries.js';
export {
  type FileContent,
  type WriteAtomicallyOptions,
  writeAtomically,
} from './files/write-atomically.js';
