import { execFileSync } from 'node:child_process';

/** Runs `npm install` in a folder that has a package.json. Shows only the errors of npm. */
export function npmInstall(folder, packages = [], flags = []) {
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  execFileSync('npm', ['install', ...quiet, ...flags, ...packages], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
