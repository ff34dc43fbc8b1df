import type { Library } from './library.js';
import type { Hdf5Content } from './messages.js';

/** The part of Node's `fs` that is used here. */
interface FileSystem {
  openSync(path: string, flags: string): number;
  closeSync(file: number): void;
  fstatSync(file: number): { readonly size: number };
  ftruncateSync(file: number, size: number): void;
  readSync(file: number, to: Uint8Array, offset: number, length: number, position: number): number;
  writeSync(file: number, from: Uint8Array, offset: number, length: number, position: number): number;
}

/** Random access to bytes anywhere. */
interface Store {
  size(): number;
  resize(size: number): void;
  read(to: Uint8Array, offset: number, length: number, position: number): number;
  write(from: Uint8Array, offset: number, length: number, position: number): number;
  close(): void;
}

/** The parts of emscripten's file system that its types leave out. */
interface Stream {
  position: number;
}
interface FileNode {
  node_ops: { getattr(node: unknown): object; setattr(node: unknown, attributes: { size?: number }): void };
  stream_ops: object;
}

/** A file that libhdf5 sees under `path`. */
export interface Mounted {
  readonly path: string;
  readonly size: number;
  unmount(): void;
}

/** Makes a file visible to libhdf5 without reading it into memory, unless it is in memory already. */
export function mount({ module }: Library, content: Hdf5Content, mode: 'r' | 'a' | 'w'): Mounted {
  const { FS } = module;
  const path = '/file.h5';
  if ('bytes' in content) {
    // This argument, emscripten's canOwn, is missing from the types: with it, the array is not copied.
    const owned = { canOwn: true } as object;
    FS.writeFile(path, content.bytes, owned);
    return { path, size: content.bytes.length, unmount: () => FS.unlink(path) };
  }
  const store = 'path' in content ? diskStore(content.path, mode) : blobStore(content.blob);
  FS.writeFile(path, new Uint8Array(0));
  attach(FS.lookupPath(path, {}).node as unknown as FileNode, store);
  return {
    path,
    size: store.size(),
    unmount() {
      FS.unlink(path);
      store.close();
    },
  };
}

function attach(node: FileNode, store: Store): void {
  const { getattr, setattr } = node.node_ops;
  node.node_ops = {
    ...node.node_ops,
    getattr: (of) => ({ ...getattr(of), size: store.size() }),
    setattr(of, { size, ...others }) {
      if (size !== undefined) store.resize(size);
      setattr(of, others);
    },
  };
  const seek = (stream: Stream, offset: number, whence: number) =>
    offset + (whence === 1 ? stream.position : whence === 2 ? store.size() : 0);
  node.stream_ops = {
    ...node.stream_ops,
    llseek: seek,
    read: (_: Stream, to: Uint8Array, offset: number, length: number, position: number) =>
      store.read(to, offset, length, position),
    write: (_: Stream, from: Uint8Array, offset: number, length: number, position: number) =>
      store.write(from, offset, length, position),
  };
}

/** Needs Node, where the worker is a script with `require`. */
declare const require: (name: 'node:fs') => FileSystem;

function diskStore(path: string, mode: 'r' | 'a' | 'w'): Store {
  const fs = require('node:fs');
  const file = fs.openSync(path, mode === 'r' ? 'r' : mode === 'a' ? 'r+' : 'w+');
  return {
    size: () => fs.fstatSync(file).size,
    resize: (size) => fs.ftruncateSync(file, size),
    read: (...place) => fs.readSync(file, ...place),
    write: (...place) => fs.writeSync(file, ...place),
    close: () => fs.closeSync(file),
  };
}

/** Workers of browsers have it; the types are those of pages. */
declare const FileReaderSync: new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer };

function blobStore(blob: Blob): Store {
  const reader = new FileReaderSync();
  return {
    size: () => blob.size,
    resize() {},
    read(to, offset, length, position) {
      const bytes = new Uint8Array(reader.readAsArrayBuffer(blob.slice(position, position + length)));
      to.set(bytes, offset);
      return bytes.length;
    },
    write: () => 0,
    close() {},
  };
}
