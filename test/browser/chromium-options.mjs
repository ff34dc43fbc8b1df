// JavaScript, because scripts/matrix uses it without a build.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export const chromiumPath = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
  .find(isExecutable);

/** SwiftShader computes WebGL and WebGPU on the processor, so machines with and without a GPU give the same numbers. */
const onProcessor = [
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
];

export const launchOptions = {
  executablePath: chromiumPath,
  chromiumSandbox: false,
  args: ['--disable-dev-shm-usage', ...onProcessor],
};

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
