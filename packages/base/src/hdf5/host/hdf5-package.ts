import { invalidArgument, unsupportedModel } from '../../errors.js';
import { isMissingPackage } from '../../is-missing-package.js';

/** The package that contains the HDF5 library: an optional peer dependency, because most programs read no HDF5. */
export const hdf5Package = () => import('@csm/hdf5');

/**
 * Loads the package before any file is opened.
 * @param where the beginning of the message: function and file.
 * @throws if it is not installed.
 */
export async function requireHdf5Package(where: string): Promise<void> {
  try {
    await import('@csm/hdf5');
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
