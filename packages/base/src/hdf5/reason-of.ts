/** The reason in an error message of h5wasm, which may contain a page of libhdf5's trace. */
export function reasonOf(text: string): string {
  const truncated = /truncated file: eof = (\d+).*stored_eof = (\d+)/.exec(text);
  if (truncated) return `it is cut off after ${truncated[1]} of ${truncated[2]} bytes`;
  if (/^the (HDF5 library|worker)/.test(text)) return text;
  const ours = /^worker: (.*)\.$/.exec(text)?.[1];
  if (ours !== undefined) return ours;
  const system = /^E[A-Z]+: ([^,\n]*)/.exec(text)?.[1];
  if (system !== undefined) return `the system reports "${system}"`;
  // libhdf5's trace has lines such as "#003: …/H5F.c line 388 in H5F_open(): reason", the innermost last.
  const reasons = [...text.matchAll(/^\s*#\d+: .*?\(\): (.*)$/gm)].map(([, reason]) => reason);
  const reason = reasons.findLast((line) => line) ?? text.split('\n', 1)[0];
  return `the HDF5 library reports "${reason}"`;
}
