import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const webgpu = fileURLToPath(new URL('../out/webgpu/node_modules/webgpu', import.meta.url));

/** The environment in which WebGPU runs on the processor, by the software renderer of Debian's chromium: slow, but the same everywhere. */
export const SWIFTSHADER = { VK_ICD_FILENAMES: DRIVER, XDG_RUNTIME_DIR: '/tmp' };

/** What is missing to run WebGPU on the processor, with ONNX Runtime or otherwise; undefined if nothing is. */
export const missingForSwiftshader: string | undefined = !existsSync(DRIVER)
  ? "SwiftShader, which Debian's package chromium brings"
  : !hasVulkan()
    ? "Debian's package libvulkan1"
    : undefined;

/** What is missing to run tfjs' backend "webgpu" in Node; undefined if nothing is. */
export const missingForWebgpu: string | undefined =
  missingForSwiftshader ?? (existsSync(webgpu) ? undefined : 'npm install --prefix out/webgpu webgpu@0.6.2');

/** Appended to the name of a skipped test: why it is skipped. */
export const skippedFor = (missing: string | undefined) =>
  missing === undefined ? '' : ` [skipped: needs ${missing}]`;

function hasVulkan(): boolean {
  return readdirSync('/usr/lib', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .some(({ name }) => existsSync(`/usr/lib/${name}/libvulkan.so.1`));
}
