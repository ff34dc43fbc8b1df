import { type Certificate, certificateToJson } from '@csm/evaluate';
import { writeText } from './write-text.js';

/** What is shown of a certificate: plain data, which a stage of a run can keep. */
export interface CertificateFiles {
  readonly concept: string;
  readonly explainer: string;
  readonly verdict: Certificate['verdict'];
  readonly reasons: readonly string[];
  readonly json: string;
}

export function certificateFiles(certificate: Certificate): CertificateFiles {
  const { concept, explainer, verdict, reasons } = certificate;
  return { concept, explainer, verdict, reasons, json: certificateToJson(certificate) };
}

/** Writes a certificate. Returns the paths of its files. */
export async function writeCertificate(path: string, { json }: CertificateFiles): Promise<string[]> {
  await writeText(`${path}.json`, json);
  return [`${path}.json`];
}

/** The verdict and, below it, the reasons. */
export function verdictText({
  concept,
  explainer,
  verdict,
  reasons,
}: Pick<CertificateFiles, 'concept' | 'explainer' | 'verdict' | 'reasons'>): string {
  return [`${concept}, ${explainer}: ${verdict}`, ...reasons.map((reason) => `  ${reason}`)].join('\n');
}
