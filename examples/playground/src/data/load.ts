import { batch, signal } from '@preact/signals';
import { panelJob } from '../session/job.js';
import { type ConceptSettings, change, type SourceName, settings } from '../session/settings.js';
import { concept, pointed, summary } from '../session/state.js';
import type { Summary } from '../session/summary.js';
import { worker } from '../session/worker-client.js';
import { type Choices, defaultChoices } from './choices.js';
import { type DroppedFile, withFiles } from './files/dropped-file.js';
import { firstConcept } from './first-concept.js';
import type { LoadedFiles } from './loaded-files.js';

/** Loading models and data. */
export const loading = panelJob();

/** The files that are used, the latest last; the worker reads them. */
const files = signal<readonly DroppedFile[]>([]);

/** What the user said about them. */
export const choices = signal<Choices>(defaultChoices);

/** What was found in them; undefined without files. */
export const found = signal<LoadedFiles | undefined>(undefined);

type BuiltIn = Exclude<SourceName, 'files'>;

/** What is shown first. */
const firstConcepts: Readonly<Record<BuiltIn, ConceptSettings>> = {
  faces: { kind: 'attribute', attribute: 'Eyeglasses' },
  tissue: { kind: 'attribute', attribute: 'layer', value: 'GL' },
};

/** Loads an example that comes with the page. */
export async function loadBuiltIn(source: BuiltIn): Promise<void> {
  await loading.run(async (call) => {
    const loaded = await worker.loadBuiltIn(source, call);
    // Even if it was cancelled too late: the page shows what the worker holds.
    batch(() => {
      forgetFiles();
      show(loaded, source, settings.peek().source === source ? undefined : firstConcepts[source]);
    });
  });
}

/** Adds files to those that were dropped before. If they cannot be used, everything stays as it was. */
export function addFiles(more: readonly DroppedFile[]): Promise<void> {
  return more.length === 0 ? Promise.resolve() : load(withFiles(files.peek(), more), choices.peek(), more);
}

/** Reads the files again, as the user says. */
export function choose(changes: Partial<Choices>): Promise<void> {
  return load(files.peek(), { ...choices.peek(), ...changes }, []);
}

/** Reads the files again, such as after the worker was restarted. */
export const reloadFiles = (): Promise<void> => load(files.peek(), choices.peek(), []);

/** Forgets the files; what was loaded of them stays until something else is loaded. */
export function forgetFiles(): void {
  files.value = [];
  choices.value = defaultChoices;
  found.value = undefined;
}

async function load(
  all: readonly DroppedFile[],
  chosen: Choices,
  more: readonly DroppedFile[],
): Promise<void> {
  if (found.peek()) found.value = { ...found.peek()!, problems: [] };
  await loading.run(async (call) => {
    const loaded = await worker.loadFiles(all, chosen, call);
    // Even if it was cancelled too late: the page shows what the worker holds.
    batch(() => take(loaded, all, chosen, more));
  });
}

function take(
  loaded: LoadedFiles,
  all: readonly DroppedFile[],
  chosen: Choices,
  more: readonly DroppedFile[],
): void {
  const bad = new Set(loaded.problems.map(({ path }) => path));
  if (more.length > 0 && more.every(({ path }) => bad.has(path))) {
    const earlier = found.peek() ?? { paths: [], lines: [], missing: [], problems: [] };
    found.value = { ...earlier, problems: loaded.problems };
    return;
  }
  const used = new Set(loaded.paths);
  files.value = all.filter(({ path }) => used.has(path));
  choices.value = chosen;
  found.value = loaded;
  if (loaded.summary) show(loaded.summary, 'files', firstConcept(loaded.summary, settings.peek()));
}

/** @param wanted the concept to begin with; undefined: that of the settings. */
function show(loaded: Summary, source: SourceName, wanted: ConceptSettings | undefined | 'none'): void {
  concept.value = undefined;
  pointed.value = undefined;
  change({
    source,
    ...(wanted !== undefined && { concept: wanted === 'none' ? undefined : wanted, input: undefined }),
  });
  summary.value = loaded;
}
