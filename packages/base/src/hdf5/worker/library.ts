import './quiet-console.js';
import './web-assembly.js';
import * as h5wasm from 'h5wasm';

/** h5wasm, set to throw its errors instead of printing them. */
export const library = h5wasm.ready.then((module) => {
  module.activate_throwing_error_handler();
  return { ...h5wasm, module: withoutReclaimAfterErrors(module) };
});

export type Library = Awaited<typeof library>;

/** After an error, h5wasm would free strings that were never read, and hide the error behind one of its own. */
function withoutReclaimAfterErrors(module: Awaited<typeof h5wasm.ready>) {
  const { get_dataset_data, get_attribute_data } = module;
  const orForget =
    <T extends unknown[], R>(read: (...values: T) => R) =>
    (...values: T): R => {
      try {
        return read(...values);
      } catch (error) {
        module.reclaim_vlen_memory = () => 0;
        module.reclaim_vlen_memory_count = () => 0;
        throw error;
      }
    };
  module.get_dataset_data = orForget(get_dataset_data);
  module.get_attribute_data = orForget(get_attribute_data);
  return module;
}
