import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A Redis of our own on loopback. */
export interface OwnRedis {
  /** Its address, also after a restart. */
  readonly address: string;
  kill(): Promise<void>;
  /** Starts it again on the same port, after `kill`. */
  start(): Promise<void>;
  /** Ends it and removes its files. */
  end(): Promise<void>;
}

/** Whether `redis-server` is installed. */
export async function hasRedis(): Promise<boolean> {
  const child = spawn('redis-server', ['--version'], { stdio: 'ignore' });
  return new Promise((resolve) => {
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}

/** @param keeps whether it writes every change to its disk, so that it still has them after it was killed. */
export async function startRedis({ keeps = false }: { readonly keeps?: boolean } = {}): Promise<OwnRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'csm-redis-'));
  const port = await freePort();
  let child: ChildProcess;
  const start = async () => {
    const options = {
      port,
      bind: '127.0.0.1',
      dir: folder,
      appendonly: keeps ? 'yes' : 'no',
      appendfsync: 'always',
    };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const started = spawn('redis-server', [...args, '--save', ''], { stdio: ['ignore', 'pipe', 'ignore'] });
    child = started;
    for await (const line of createInterface({ input: started.stdout }))
      if (line.includes('Ready to accept connections')) {
        started.stdout.resume();
        return;
      }
    throw new Error('redis-server did not start.');
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  await start();
  return {
    address: `redis://127.0.0.1:${port}`,
    kill,
    start,
    async end() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}
