import { useEffect, useMemo } from 'preact/hooks';
import { JobStatus } from '../app/job-status.js';
import type { CertificateView } from './verdict-calls.js';
import { certificate, certify, certifying } from './verdict-state.js';

/** Offers the certificate of the concept and its map, and shows it: questions, answers in words, and the figure. */
export function Certificate({ input }: { readonly input: number }) {
  const made = certificate.value;
  return (
    <section class="verdict" aria-labelledby="verdict-title">
      <h3 id="verdict-title">Should you believe it?</h3>
      {made === undefined && !certifying.state.value.running && (
        <button type="button" onClick={() => void certify(input)}>
          Make the certificate
        </button>
      )}
      <JobStatus job={certifying} label="Testing the concept and its map" />
      <div aria-live="polite">{made && <Words certificate={made} />}</div>
      {made && <Figure certificate={made} />}
    </section>
  );
}

const MARKS = { believe: '✓', doubt: '✗', 'too few to tell': '…' } as const;

function Words({
  certificate: { verdict, questions, warnings, seconds },
}: {
  readonly certificate: CertificateView;
}) {
  return (
    <>
      <p>
        <strong>Verdict: {verdict}</strong> ({seconds.toFixed(1)} s)
      </p>
      <dl>
        {questions.map(({ question, verdict, decides, found, todo, cannotSee }) => (
          <div key={question}>
            <dt>
              <span aria-hidden="true">{MARKS[verdict]} </span>
              {question} {decides ? verdict : `${verdict} (does not decide)`}
            </dt>
            <dd>
              {found} {todo} <span class="muted">{cannotSee}</span>
            </dd>
          </div>
        ))}
      </dl>
      {warnings.map((warning) => (
        <p key={warning}>{warning}</p>
      ))}
    </>
  );
}

function Figure({ certificate: { figure, json, verdict } }: { readonly certificate: CertificateView }) {
  const svg = useFile(figure, 'image/svg+xml');
  const text = useFile(json, 'application/json');
  return (
    <>
      <img src={svg} alt={`The certificate as a figure: ${verdict}. The text above says the same.`} />
      <p class="row">
        <a href={svg} download="certificate.svg">
          Save the figure
        </a>
        <a href={text} download="certificate.json">
          Save the numbers
        </a>
      </p>
    </>
  );
}

/** The address of a text as a file. */
function useFile(content: string, type: string): string {
  const url = useMemo(() => URL.createObjectURL(new Blob([content], { type })), [content, type]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return url;
}
