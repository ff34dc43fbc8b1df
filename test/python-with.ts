import { execFileSync } from 'node:child_process';

/**
 * A Python that can import the given packages, such as `'h5py, numpy'`; undefined if there is none. Debian installs its packages for
 * /usr/bin/python3, which need not be the first python3 on the path.
 */
export function pythonWith(
  packages: string,
  commands: readonly string[] = ['python3', '/usr/bin/python3'],
): string | undefined {
  return commands.find((command) => {
    try {
      execFileSync(command, ['-c', `import ${packages}`], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}
