/** Saves a file through the browser. */
export function download(name: string, content: Blob | Uint8Array<ArrayBuffer> | string): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content]));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
