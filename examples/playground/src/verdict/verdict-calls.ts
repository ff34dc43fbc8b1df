import { explainerOf } from '../map/method.js';
import { inJob, type JobId } from '../session/in-job.js';
import type { MapSettings } from '../session/settings.js';
import { certifiedSubject } from './certified-subject.js';

/** A certificate for the page: words, and the figure. */
export interface CertificateView {
  readonly verdict: 'believe' | 'doubt' | 'too few to tell';
  readonly questions: readonly {
    readonly question: string;
    readonly verdict: CertificateView['verdict'];
    readonly decides: boolean;
    readonly found: string;
    readonly todo: string;
    readonly cannotSee: string;
  }[];
  readonly warnings: readonly string[];
  /** The text of `certificateFigure`, an SVG file. */
  readonly figure: string;
  /** The text of `certificateToJson`. */
  readonly json: string;
  readonly seconds: number;
}

/** What the page can ask the worker for the verdict. */
export const verdictCalls = {
  /** Tests whether to believe the concept and its map of an input. */
  certifyConcept: (input: number, map: MapSettings, job: JobId): Promise<CertificateView> =>
    inJob(job, async ({ signal, onProgress }) => {
      const [{ certify, certificateToJson }, { certificateFigure }] = await Promise.all([
        import('@csm/evaluate'),
        import('@csm/render'),
      ]);
      const { subject, options, names } = certifiedSubject(input);
      const certificate = await certify(
        { ...subject, explainer: explainerOf(map) },
        { ...options, signal, onProgress },
      );
      const { verdict, questions, warnings, seconds } = certificate;
      return {
        verdict,
        questions: questions.map(({ question, verdict, decides, found, todo, cannotSee }) => ({
          ...{ question, verdict, decides, found, todo, cannotSee },
        })),
        warnings,
        figure: certificateFigure(certificate, names ? { names, kind: 'table' } : {}),
        json: certificateToJson(certificate),
        seconds,
      };
    }),
};
