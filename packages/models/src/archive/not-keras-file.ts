import { type Coded, invalidFile, LIKENESS_BYTES, likeness } from '@csm/base';
import { foreignFormat } from '../files/foreign-format.js';

/** The error for a file that is not a `.keras` archive. It says what the file is and how it can be used. */
export function notKerasFile(where: string, name: string, bytes: Uint8Array): Coded<'ERR_INVALID_FILE'> {
  const head = bytes.subarray(0, LIKENESS_BYTES);
  const found = foreignFormat(name, head) ?? likeness(head);
  const what = found
    ? `is ${found.what}; ${found.remedy}`
    : 'is not a zip archive; check that this is the right file';
  return invalidFile(`${where}: expected a .keras file; this ${what}.`);
}
