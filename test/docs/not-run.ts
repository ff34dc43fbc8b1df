/** Blocks that are type-checked but not run, by page and by a part of their text, with the reason. */
export const NOT_RUN: readonly { readonly page: string; readonly block: string; readonly reason: string }[] =
  [];
