/** Files that only the folder of a Zarr store has. */
export const ZARR: readonly string[] = ['.zgroup', '.zmetadata', 'zarr.json'];
