import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A clock that jumps, for the processes that are started with its environment. Timers are those of the machine. */
export interface FakeClock {
  readonly env: Readonly<Record<string, string>>;
  /** Sets the clock, relative to that of the machine. */
  jump(seconds: number): void;
}

/** Why there is no fake clock; undefined if there is one. */
export function missingFakeClock(): string | undefined {
  return library() === undefined ? 'needs faketime' : undefined;
}

export function fakeClock(): FakeClock {
  const file = join(mkdtempSync(join(tmpdir(), 'csm-clock-')), 'offset');
  const jump = (seconds: number) => {
    writeFileSync(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    renameSync(`${file}.new`, file);
  };
  jump(0);
  const env = {
    LD_PRELOAD: library() ?? '',
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    DONT_FAKE_MONOTONIC: '1',
  };
  return { env, jump };
}

function library(): string | undefined {
  try {
    return execFileSync('faketime', ['-f', '+0', 'printenv', 'LD_PRELOAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}
