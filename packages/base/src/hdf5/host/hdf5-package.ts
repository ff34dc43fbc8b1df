import { invalidArgument, unsupportedModel } from '../../errors.js';
import { isMissingPackage } from '../../is-missing-package.js';

/**
 * Loads the package that contains the HDF5 library: an optional peer dependency, because most programs read no HDF5. The only import of
 * it, and in a `try` block: there, bundlers only warn about a missing package.
 * @param where the beginning of the message: function and file.
 * @throws if it is not installed.
 */
export async function hdf5Package(where: string): Promise<typeof import('@csm/hdf5')> {
  try {
    return await import('@csm/hdf5');
  } catch (cause) {
    const install = 'npm install @csm/hdf5';
    throw isMissingPackage(cause, '@csm/hdf5')
      ? invalidArgument(
          `${where}: expected the package "@csm/hdf5", which reads HDF5; it is not installed; install it: ${install}.`,
          { cause },
        )
      : unsupportedModel(
          `${where}: "@csm/hdf5" could not be loaded (${cause}); install it again: ${install}.`,
          {
            cause,
          },
        );
  }
}
