import { pointed } from '../session/state.js';
import type { ConceptSummary, SideOfHistogram } from '../session/summary.js';

const [WIDTH, HALF] = [320, 36];

/** The scores of the inputs with the concept above the line, and of those without it below. */
export function ScoreHistogram({ made }: { readonly made: ConceptSummary }) {
  const { histogram, scores, withCount, withoutCount } = made;
  const { range, with: above, without: below, others } = histogram;
  const at = pointed.value === undefined ? undefined : scores[pointed.value];
  const rest = scores.length - withCount - withoutCount;
  const sides = [
    withCount > 0 && `${withCount} inputs with the concept: mean ${above.mean.toFixed(2)}`,
    withoutCount > 0 && `${withoutCount} without: mean ${below.mean.toFixed(2)}`,
    rest > 0 && `${rest} others: mean ${others.mean.toFixed(2)}`,
  ].filter(Boolean);
  return (
    <figure class="histogram">
      <svg
        viewBox={`0 0 ${WIDTH} ${2 * HALF}`}
        role="img"
        aria-label={`Histogram of scores. ${sides.join('; ')}.`}
      >
        <path class="others" d={bars(others, 1)} />
        <path class="with" d={bars(above, 1)} />
        <path class="without" d={bars(below, -1)} />
        <line x1={0} x2={WIDTH} y1={HALF} y2={HALF} class="axis" />
        {at !== undefined && (
          <line class="pointed" {...vertical(((at - range[0]) / (range[1] - range[0] || 1)) * WIDTH)} />
        )}
      </svg>
      <figcaption class="muted">
        <span>{range[0].toFixed(1)}</span>
        <span>{withCount > 0 ? 'Score: with above the line, without below' : 'Score of all inputs'}</span>
        <span>{range[1].toFixed(1)}</span>
      </figcaption>
    </figure>
  );
}

const vertical = (x: number) => ({ x1: x, x2: x, y1: 0, y2: 2 * HALF });

/** One path of all bars; the highest one fills its half. */
function bars({ counts }: SideOfHistogram, up: 1 | -1): string {
  const most = Math.max(...counts, 1);
  const width = WIDTH / counts.length;
  return counts
    .map((count, bin) => {
      const height = -up * (count / most) * (HALF - 2);
      return count === 0 ? '' : `M${bin * width} ${HALF}v${height}h${width - 0.5}v${-height}z`;
    })
    .join('');
}
