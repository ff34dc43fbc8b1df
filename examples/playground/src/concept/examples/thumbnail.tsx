import { useEffect, useRef } from 'preact/hooks';
import { SOFTWARE } from '../../app/software-canvas.js';
import { concept, pointed, summary } from '../../session/state.js';
import { pictureOf } from './thumbnail-pictures.js';

interface ThumbnailProps {
  readonly row: number;
  readonly mark: 'with' | 'without' | undefined;
  /** Whether the Tab key stops here. */
  readonly isStop: boolean;
  readonly onFocus: () => void;
  readonly onChoose: () => void;
}

/** An input as a button: its picture, or its id if the inputs are not pictures; with its mark. */
export function Thumbnail({ row, mark, isStop, onFocus, onChoose }: ThumbnailProps) {
  const loaded = summary.value;
  const id = loaded?.ids[row] ?? '';
  const score = concept.value?.scores[row];
  const label = [id, score !== undefined && `score ${score.toFixed(2)}`, mark].filter(Boolean).join(', ');
  return (
    <button
      type="button"
      class={`thumbnail ${mark ?? ''}`}
      aria-label={label}
      title={label}
      tabIndex={isStop ? 0 : -1}
      onClick={onChoose}
      onFocus={() => {
        onFocus();
        pointed.value = row;
      }}
      onPointerEnter={() => {
        pointed.value = row;
      }}
    >
      {loaded?.kind === 'pictures' ? <SmallPicture row={row} /> : <span class="id">{id}</span>}
      {mark && <span class="mark">{mark === 'with' ? '+' : '−'}</span>}
    </button>
  );
}

function SmallPicture({ row }: { readonly row: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = pictureOf(row).value;
  useEffect(() => {
    if (picture) canvas.current?.getContext('2d', SOFTWARE)?.drawImage(picture, 0, 0);
  }, [picture]);
  return <canvas ref={canvas} width={picture?.width ?? 1} height={picture?.height ?? 1} />;
}
