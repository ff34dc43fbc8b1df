import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Makes WebGPU available in Node, for tfjs' backend "webgpu": Dawn, from the npm package `webgpu`, whose 130 MB are not a dependency of
 * this repository. Without a GPU it runs on SwiftShader, the software renderer that Debian's chromium brings.
 *
 * @throws if it is not installed; the error says how to install it.
 */
export async function startWebgpu(folder = 'out/webgpu'): Promise<void> {
  const { setBackend } = await import('@tensorflow/tfjs-core');
  Object.defineProperty(globalThis, 'navigator', {
    value: { gpu: await gpuFrom(folder), userAgent: 'node' },
    configurable: true,
  });
  (globalThis as { window?: unknown }).window ??= globalThis;
  await import('@tensorflow/tfjs-backend-webgpu');
  if (!(await setBackend('webgpu'))) {
    throw new Error(
      'webgpu: the backend did not start; without a GPU, install libvulkan1 and chromium, and set ' +
        'VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json XDG_RUNTIME_DIR=/tmp.',
    );
  }
}

async function gpuFrom(folder: string): Promise<unknown> {
  try {
    const file = createRequire(join(process.cwd(), folder, 'package.json')).resolve('webgpu');
    const { create, globals } = await import(pathToFileURL(file).href);
    Object.assign(globalThis, globals);
    return create([]);
  } catch (cause) {
    throw new Error(`webgpu: run first: npm install --prefix ${folder} webgpu@0.6.2.`, { cause });
  }
}
