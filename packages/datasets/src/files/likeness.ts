/**
 * What a download that failed left under a file's name, as the end of an error message; undefined where the text, the
 * beginning of a file, looks like none. `expected` is what the file should hold, such as 'a table'.
 */
export function standIn(text: string, expected: string): string | undefined {
  if (/^\s*</.test(text)) {
    return `expected ${expected}; this is an HTML or XML page, so the download failed; get it again`;
  }
  if (text.startsWith('version https://git-lfs.github.com/spec/')) {
    return `expected ${expected}; this is a Git LFS pointer; fetch the file itself (git lfs pull)`;
  }
  return undefined;
}
