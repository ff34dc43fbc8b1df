import type { Scenario } from './scenario.js';

/** All scenarios. Each is imported when it is used. */
const SCENARIOS: Readonly<Record<string, () => Promise<Scenario>>> = {
  encode: async () => (await import('./scenarios/encode.js')).encode,
  'encode-again': async () => (await import('./scenarios/encode.js')).encodeAgain,
  train: async () => (await import('./scenarios/train.js')).train,
  'save-vae': async () => (await import('./scenarios/train.js')).saveModel,
  concepts: async () => (await import('./scenarios/files.js')).concepts,
  pictures: async () => (await import('./scenarios/files.js')).picture,
  anndata: async () => (await import('./scenarios/files.js')).annData,
  ...Object.fromEntries(
    ['encode', 'concept', 'explain', 'report', 'train', 'faces', 'tissue', 'run'].map((command) => [
      `csm-${command}`,
      async () => (await import('./scenarios/csm.js')).csmScenario(command),
    ]),
  ),
};

export const SCENARIO_NAMES: readonly string[] = Object.keys(SCENARIOS);

export async function scenarioNamed(name: string): Promise<Scenario> {
  const scenario = SCENARIOS[name];
  if (!scenario) {
    throw new Error(`kills: unknown scenario "${name}"; valid scenarios: ${SCENARIO_NAMES.join(', ')}.`);
  }
  return scenario();
}
