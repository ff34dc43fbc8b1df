import type { DroppedFile } from './dropped-file.js';

/** The files of a drop, also those in folders. Call it while the event is handled; the browser forgets the files afterwards. */
export function filesOfDrop({ items, files }: DataTransfer): Promise<readonly DroppedFile[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  if (entries.length === 0) return Promise.resolve(filesOfInput(files));
  return Promise.all(entries.map(filesIn)).then((each) => each.flat());
}

/** The files of an `<input type="file">`, with their paths in a folder. */
export function filesOfInput(files: FileList | null): readonly DroppedFile[] {
  return [...(files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

async function filesIn(entry: FileSystemEntry): Promise<readonly DroppedFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: DroppedFile[] = [];
  // The browser returns a folder in parts.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return found;
    for (const each of await Promise.all(part.map(filesIn))) found.push(...each);
  }
}
