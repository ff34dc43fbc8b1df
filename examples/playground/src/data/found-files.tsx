import { ChoicesForm } from './choices-form.js';
import { forgetFiles, found } from './load.js';

/** What the files are, what is missing, and what cannot be used. */
export function FoundFiles() {
  if (found.value === undefined) return null;
  const { lines, missing, problems, summary } = found.value;
  const others = problems.length - 5;
  return (
    <div class="found">
      {problems.length > 0 && (
        <div class="error" role="alert">
          <p>
            {problems.length === 1 ? 'A file cannot be used:' : `${problems.length} files cannot be used:`}
          </p>
          <ul>
            {problems.slice(0, 5).map(({ path, sentence }) => (
              <li key={path}>{sentence}</li>
            ))}
            {others > 0 && <li>And {others} more.</li>}
          </ul>
        </div>
      )}
      <div aria-live="polite">
        {lines.length > 0 && (
          <>
            <h3>Your files</h3>
            <ul>
              {lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </>
        )}
        {summary === undefined &&
          lines.length > 0 &&
          missing.map((sentence) => <p key={sentence}>{sentence}</p>)}
      </div>
      {lines.length > 0 && (
        <>
          <ChoicesForm />
          <p>
            <button type="button" onClick={forgetFiles}>
              Forget these files
            </button>{' '}
            <span class="muted">to begin with others</span>
          </p>
        </>
      )}
    </div>
  );
}
