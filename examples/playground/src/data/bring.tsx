import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { filesOfDrop, filesOfInput } from './files/files-of-drop.js';
import { addFiles, loading } from './load.js';

/** JSX knows no attribute for this. */
const takesFolders = (input: HTMLInputElement | null) => {
  if (input) input.webkitdirectory = true;
};

/** Where files come in: the whole page takes drops, and two inputs take files and folders from the keyboard. */
export function Bring() {
  const isOver = useSignal(false);
  useEffect(() => {
    const events = new AbortController();
    const on = (type: 'dragover' | 'dragleave' | 'drop', handle: (event: DragEvent) => void) =>
      addEventListener(type, handle, { signal: events.signal });
    on('dragover', (event) => {
      event.preventDefault();
      isOver.value = true;
    });
    on('dragleave', ({ relatedTarget }) => {
      if (relatedTarget === null) isOver.value = false;
    });
    // Without this, the browser would open the file instead of the page.
    on('drop', (event) => {
      event.preventDefault();
      isOver.value = false;
      if (event.dataTransfer)
        void loading.run(() => filesOfDrop(event.dataTransfer!)).then((all) => addFiles(all ?? []));
    });
    return () => events.abort();
  }, [isOver]);
  const chosen = ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
    void addFiles(filesOfInput(currentTarget.files));
    // So that the same file can be chosen again after it changed.
    currentTarget.value = '';
  };
  return (
    <fieldset class={isOver.value ? 'bring over' : 'bring'}>
      <legend>Bring your own</legend>
      <p>
        Drop files anywhere on the page: a model (.onnx, .keras, model.json with its .bin files) and pictures,
        a CSV, a .npy or an .h5ad. A CSV may also name attributes of the pictures.
      </p>
      <div class="row">
        <label>
          Files <input type="file" multiple onChange={chosen} />
        </label>
        <label>
          Folder <input type="file" ref={takesFolders} onChange={chosen} />
        </label>
      </div>
    </fieldset>
  );
}
