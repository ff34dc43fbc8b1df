import manifest from '../../package.json' with { type: 'json' };

/** The version of this package. Workers have the version that made their plan, because another may compute other numbers. */
export const VERSION: string = manifest.version;
