import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

/** A file that the server sent. */
export interface SentFile {
  readonly path: string;
  readonly bytes: number;
}

export interface ServedFolder {
  readonly url: string;
  /** Every answer so far, in order. */
  readonly sent: readonly SentFile[];
  close(): Promise<void>;
}

/**
 * Serves a folder as a plain file server does: without compression, without headers beyond the type, and below the root of the server, so
 * that a page that only works at `/` fails.
 */
export async function serveFolder(folder: string): Promise<ServedFolder> {
  const sent: SentFile[] = [];
  const server = createServer(async ({ url = '/' }, response) => {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    const name = path.replace(/^\/some\/folder\//, '').replace(/^$|\/$/, '$&index.html');
    const inside = path.startsWith('/some/folder/') && !name.includes('..');
    const body = inside ? await readFile(join(folder, name)).catch(() => undefined) : undefined;
    sent.push({ path: name, bytes: body?.length ?? 0 });
    if (body === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': types[extname(name)] ?? 'application/octet-stream' });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/folder/`,
    sent,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
