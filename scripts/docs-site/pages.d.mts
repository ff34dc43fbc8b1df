export const LIST: string;
/** The pages of the site with their sections, in order; the paths are those in the repository. */
export function readPages(): { readonly title: string; readonly files: readonly string[] }[];
