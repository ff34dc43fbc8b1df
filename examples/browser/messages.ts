/** What the page sends to the worker. */
export interface Request {
  readonly model: File;
  readonly pictures: { readonly with: readonly File[]; readonly without: readonly File[] };
}

/** What the worker sends to the page. */
export type Answer =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'map'; readonly score: number; readonly picture: ImageData };
