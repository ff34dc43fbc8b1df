import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Starts tfjs' backend "webgpu" in Node (docs/how-to/gpu-in-node.md), and returns the name of its device. Dawn comes from the npm package
 * `webgpu`, which is not a dependency of this repository, because it takes 130 MB. Without a GPU it runs on SwiftShader, the software renderer of
 * Debian's chromium.
 *
 * @throws if it is not installed, or finds no device; the error says what to install.
 */
export async function startWebgpu(folder = 'out/webgpu'): Promise<string> {
  const { setBackend } = await import('@tensorflow/tfjs-core');
  const gpu = await gpuFrom(folder);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
  await import('@tensorflow/tfjs-backend-webgpu');
  const adapter = await gpu.requestAdapter();
  if (adapter === null || !(await setBackend('webgpu'))) {
    throw new Error(
      'webgpu: the backend did not start; without a GPU, install libvulkan1 and chromium, and set ' +
        'VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json XDG_RUNTIME_DIR=/tmp.',
    );
  }
  const { description, device, vendor } = adapter.info;
  return description || device || vendor;
}

/** The part of WebGPU's `GPU` that is used here. */
interface Gpu {
  requestAdapter(): Promise<{
    readonly info: { readonly description: string; readonly device: string; readonly vendor: string };
  } | null>;
}

async function gpuFrom(folder: string): Promise<Gpu> {
  try {
    const file = createRequire(join(process.cwd(), folder, 'package.json')).resolve('webgpu');
    const { create, globals } = await import(pathToFileURL(file).href);
    Object.assign(globalThis, globals);
    return create([]);
  } catch (cause) {
    throw new Error(`webgpu: run first: npm install --prefix ${folder} webgpu@0.6.2.`, { cause });
  }
}
