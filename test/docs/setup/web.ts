import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Starts a server on this machine that answers what the blocks of a page request from `https://example.com`, or from the page's own server
 * (`/encode`). Returns the function that ends it.
 */
export async function answerRequests(answer: RequestListener): Promise<() => Promise<void>> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) =>
    fetch(
      input instanceof Request ? input : `${input}`.replace(/^https:\/\/example\.com(?=\/)|^(?=\/)/, here),
      init,
    );
  return async () => {
    globalThis.fetch = fetch;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}
