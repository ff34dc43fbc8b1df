import { readFileSync } from 'node:fs';

/** Whether a process runs; one that has ended and whose parent has not noticed does not. */
export function runs(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
