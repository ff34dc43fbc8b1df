import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A Redis of a test's own, on a free port of this machine, in a temporary folder. */
export interface TestRedis {
  readonly address: string;
  /** Ends it by SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on its port, with what it has on disk. */
  start(): Promise<void>;
  /** Deletes what it has on disk. */
  forget(): void;
}

export interface TestRedisOptions {
  readonly password?: string;
}

/** Why there is no Redis; undefined if there is one. */
export function missingRedis(): string | undefined {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'needs redis-server';
  }
}

const started = new Set<ChildProcess>();
process.on('exit', () => {
  for (const server of started) server.kill('SIGKILL');
});

export async function startRedis({ password }: TestRedisOptions = {}): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'csm-redis-'));
  const port = await freePort();
  const address = `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${port}`;
  const args = [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
    // Every command is on the disk before it is answered.
    ...['--appendonly', 'yes', '--appendfsync', 'always'],
    ...(password === undefined ? [] : ['--requirepass', password]),
  ];
  let server: ChildProcess | undefined;
  const redis: TestRedis = {
    address,
    async kill() {
      if (!server || server.exitCode !== null) return;
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
      started.delete(server);
      server = undefined;
    },
    async start() {
      server = spawn('redis-server', args, { stdio: 'ignore' });
      started.add(server);
      await answers(address);
    },
    forget: () => rmSync(join(folder, 'appendonlydir'), { recursive: true, force: true }),
  };
  await redis.start();
  return redis;
}

async function answers(address: string): Promise<void> {
  for (;;) {
    const client = new Redis(address, { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.ping();
      return;
    } catch {
      await delay(50);
    } finally {
      client.disconnect();
    }
  }
}

/** A port that no process listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
