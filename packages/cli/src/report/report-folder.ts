import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeAtomically } from '@csm/base/node';
import { readNpy, writeNpy } from '@csm/core/node';
import type { NdArray } from 'ndarray';

/** A file of the folder next to the page. */
interface WrittenFile {
  readonly name: string;
  readonly content: string;
}

/**
 * The folder next to the page: all numbers as files. What is there already is read and not computed again, so that a run that was
 * stopped continues.
 */
export class ReportFolder {
  /** The files, in the order in which they were asked for. */
  readonly files: WrittenFile[] = [];

  /** The names that are in use in file names, in lower case, because some file systems do not tell the case. */
  private readonly inUse = new Map<string, string>();

  constructor(readonly path: string) {}

  /** The path of a file relative to the page. */
  href(name: string): string {
    return `${basename(this.path)}/${name}`;
  }

  /** The name of a concept or method as a part of a file's name. Different names give different parts. */
  inFileName(name: string): string {
    const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+|-+$/g, '') || 'concept';
    for (let i = 1; ; i++) {
      const part = i === 1 ? plain : `${plain}-${i}`;
      const owner = this.inUse.get(part.toLowerCase());
      if (owner !== undefined && owner !== name) continue;
      this.inUse.set(part.toLowerCase(), name);
      return part;
    }
  }

  /** Names a file that something else wrote. */
  list(name: string, content: string): void {
    this.files.push({ name, content });
  }

  /** The array of a file, or the array that `make` computes, which is then written. */
  async array(name: string, content: string, make: () => Promise<NdArray>): Promise<NdArray<Float32Array>> {
    this.files.push({ name, content });
    const path = join(this.path, name);
    if (!existsSync(path)) await writeNpy(path, await make());
    return (await readNpy(path)) as NdArray<Float32Array>;
  }

  /** The text of a file, or the text that `make` returns, which is then written. */
  async text(name: string, content: string, make: () => Promise<string> | string): Promise<string> {
    this.files.push({ name, content });
    const path = join(this.path, name);
    if (existsSync(path)) return readFile(path, 'utf8');
    const text = await make();
    await writeAtomically(path, text);
    return text;
  }
}
