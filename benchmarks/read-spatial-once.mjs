// Reads one file that read-spatial.ts made, with the built package in a plain process. Prints wall-clock and CPU seconds, peak
// memory, and the sum of all counts.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openAnnData, openVisium, readSpatialTranscriptomicsFile } from '@csm/datasets/node';

const [format, path] = process.argv.slice(2);
const options = { onWarning: () => {} };
const before = process.cpuUsage();
const start = performance.now();
let sum = 0;
if (format !== 'nothing') {
  const tissue = format.startsWith('h5ad')
    ? await openAnnData(join(path, 'tissue.h5ad'), options)
    : format === 'ST tsv.gz'
      ? await readSpatialTranscriptomicsFile(join(path, 'tissue.tsv.gz'))
      : await openVisium(path, options);
  for (const value of tissue.counts.values) sum += value;
}
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(before);
const cpuSeconds = (user + system) / 1e6;
console.log(JSON.stringify({ seconds, cpuSeconds, peakMegabytes: await peakMegabytes(), sum }));

/**
 * The peak of only this process, because getrusage's maxRSS starts with the memory that the parent had when it
 * forked.
 */
async function peakMegabytes() {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const kilobytes = /VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? process.resourceUsage().maxRSS;
  return Number(kilobytes) / 1024;
}
