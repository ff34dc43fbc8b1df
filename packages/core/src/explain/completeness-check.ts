import type { CompletenessReport } from './completeness-report.js';

/** The largest completeness gap without a warning, as a share of the difference of scores. */
const TOLERANCE = 0.05;

/**
 * The smallest difference of scores with which a gap is compared, as a share of the median over the samples. Evidence for
 * and against a concept may cancel, and then even an accurate map misses the difference by a large share of it.
 */
const SMALLEST = 0.1;

/** Collects the completeness reports of a whole call, to warn once about all of them. */
export interface CompletenessCheck {
  add(report: CompletenessReport, firstSample?: number): void;
  /** Calls `onWarning` once per method with incomplete maps. */
  warn(onWarning: (message: string) => void): void;
}

interface Method {
  readonly report: CompletenessReport;
  /** For each score, by the index of the sample. */
  readonly tallies: (Tally | undefined)[][];
}

/** The sums over the reports about one map: a wrapper such as SmoothGrad runs a method several times per sample. */
interface Tally {
  times: number;
  difference: number;
  gap: number;
  rounding: number;
}

/**
 * A map is incomplete if |gap| > 0.05 max(|d|, 0.1 median |d|) + rounding, where d is the difference of scores and the median is over
 * the samples. If the method reports several times about a sample, the means are compared, because the maps are
 * averaged too.
 *
 * @category Write an explainer
 */
export function completenessCheck(): CompletenessCheck {
  const methods = new Map<string, Method>();
  return {
    add(report, firstSample = 0) {
      const { tallies } = methods.get(report.caller) ?? { tallies: [] };
      methods.set(report.caller, { report, tallies });
      for (const k of report.names.keys()) {
        const samples = tallies[k] ?? [];
        tallies[k] = samples;
        const [differences, gaps, rounding] = [report.differences[k], report.gaps[k], report.rounding[k]];
        for (let i = 0; i < (gaps?.length ?? 0); i++) {
          const tally = samples[firstSample + i] ?? { times: 0, difference: 0, gap: 0, rounding: 0 };
          samples[firstSample + i] = tally;
          tally.times += 1;
          tally.difference += differences?.[i] ?? 0;
          tally.gap += gaps?.[i] ?? 0;
          tally.rounding += rounding?.[i] ?? 0;
        }
      }
    },
    warn(onWarning) {
      for (const method of methods.values()) {
        const message = warning(method);
        if (message) onWarning(message);
      }
    },
  };
}

function warning({ report, tallies }: Method): string | undefined {
  const { caller, names, tolerance = TOLERANCE, remedy } = report;
  let [maps, incomplete] = [0, 0];
  let worst = { share: 0, text: '' };
  for (const [k, samples] of tallies.entries()) {
    const typical = median(
      samples.flatMap((tally) => (tally ? [Math.abs(tally.difference) / tally.times] : [])),
    );
    // A tolerance that the caller chose is a share of each difference, however small.
    const least = report.tolerance === undefined ? SMALLEST * typical : 0;
    for (const [sample, tally] of samples.entries()) {
      if (tally === undefined) continue;
      maps += 1;
      const [difference, gap, rounding] = [tally.difference, tally.gap, tally.rounding].map(
        (sum) => sum / tally.times,
      ) as [number, number, number];
      const unit = Math.max(Math.abs(difference), least);
      if (!(Math.abs(gap) > tolerance * unit + rounding)) continue;
      incomplete += 1;
      const share = Math.abs(gap) / unit;
      if (share <= worst.share) continue;
      worst = { share, text: described(names[k] ?? '', sample, difference, gap) };
    }
  }
  if (incomplete === 0) return undefined;
  const share = maps === 1 ? 'the map misses' : `${incomplete} of ${maps} maps miss`;
  return (
    `${caller}: ${share} the difference of scores that a map should add up to by more than ` +
    `${percent(tolerance)}; ${worst.text}; ${remedy}.`
  );
}

function described(name: string, sample: number, difference: number, gap: number): string {
  const sums = `${shown(difference + gap)} instead of ${shown(difference)}`;
  const share = Math.abs(gap / difference);
  // A multiple of a difference that may be almost 0 would say nothing.
  const text = share <= 2 ? `${sums}, a gap of ${percent(share)}` : sums;
  return `the map of "${name}" for sample ${sample} misses it most, with ${text}`;
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

const shown = (value: number): string => `${Number(value.toPrecision(3))}`;
const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
