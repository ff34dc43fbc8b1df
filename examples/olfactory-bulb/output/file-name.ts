/** A gene's or method's name as part of a file name: `grad*input` becomes `grad-input`. */
export function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '-');
}
