import { closes, type Pen } from './pen.js';
import type { Corner } from './pick.js';
import type { Place } from './worker/scene.js';

interface OverlayProps {
  readonly place: Place | undefined;
  readonly name: string | undefined;
  /** The lasso of the pointer. */
  readonly drawn: readonly Corner[];
  /** The lasso of the keyboard. */
  readonly pen: Pen | undefined;
}

/** Over the points: the ring around one with its name, and the lasso. */
export function Overlay({ place, name, drawn, pen }: OverlayProps) {
  return (
    <>
      <svg class="scatter-overlay" aria-hidden="true">
        {drawn.length > 1 && <path class="scatter-lasso" d={`${path(drawn)}Z`} />}
        {pen && (
          <>
            <path class="scatter-lasso" d={path([...pen.corners, pen.at])} />
            {pen.corners.map(([x, y], index) => (
              <circle key={index} class="scatter-corner" cx={x} cy={y} r={index === 0 ? 6 : 3} />
            ))}
            <path class="scatter-pen" d={`M${pen.at[0] - 10},${pen.at[1]}h20m-10,-10v20`} />
            {closes(pen) && <circle class="scatter-pen" cx={pen.at[0]} cy={pen.at[1]} r={12} />}
          </>
        )}
        {place && <circle class="scatter-ring" cx={place.x} cy={place.y} r={9} />}
      </svg>
      {place && name !== undefined && (
        <span class="scatter-name" aria-hidden="true" style={{ left: `${place.x}px`, top: `${place.y}px` }}>
          {name}
        </span>
      )}
    </>
  );
}

const path = (corners: readonly Corner[]) => (corners.length === 0 ? '' : `M${corners.join('L')}`);
