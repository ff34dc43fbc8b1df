import * as h5wasm from 'h5wasm/node';
import { writeAll } from '../../base/src/hdf5/worker/write.js';
import { writeFrame as frame } from '../src/spatial/anndata/write/write-columns.js';
import * as elements from '../src/spatial/anndata/write/write-elements.js';

// The writers of AnnData's elements, for a file that a test has open with h5wasm itself.

const library = { ...h5wasm, module: await h5wasm.ready };

function onGroup<T extends unknown[]>(write: (parent: elements.GroupPlan, ...values: T) => unknown) {
  return (parent: h5wasm.Group, ...values: T): void => {
    const plan = elements.filePlan();
    write(plan, ...values);
    writeAll(library, parent, plan.steps);
  };
}

export const writeNumbers = onGroup(elements.writeNumbers);
export const writeStrings = onGroup(elements.writeStrings);
export const writeFrame = onGroup(frame);
const mapping = onGroup(elements.writeMapping);

export function writeMapping(parent: h5wasm.Group, name: string): h5wasm.Group {
  mapping(parent, name);
  return parent.get(name) as h5wasm.Group;
}
