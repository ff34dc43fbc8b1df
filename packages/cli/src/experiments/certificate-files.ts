import { writeAtomically } from '@csm/base/node';
import { type Certificate, certificateToJson } from '@csm/evaluate';
import { type CertificateFigureOptions, certificateFigure } from '@csm/render';
import { rasterize, writePng, writeSvg } from '@csm/render/node';

/** What is shown of a certificate: plain data, which a stage of a run can keep. */
export interface CertificateFiles {
  readonly concept: string;
  readonly explainer: string;
  readonly verdict: Certificate['verdict'];
  readonly reasons: readonly string[];
  readonly json: string;
  readonly svg: string;
}

export function certificateFiles(
  certificate: Certificate,
  options: CertificateFigureOptions = {},
): CertificateFiles {
  const { concept, explainer, verdict, reasons } = certificate;
  const svg = certificateFigure(certificate, options);
  return { concept, explainer, verdict, reasons, json: certificateToJson(certificate), svg };
}

/** Writes a certificate as JSON, SVG and PNG. Returns the paths of the files. */
export async function writeCertificate(path: string, { json, svg }: CertificateFiles): Promise<string[]> {
  await writeAtomically(`${path}.json`, json);
  await writeSvg(`${path}.svg`, svg);
  await writePng(`${path}.png`, await rasterize(svg));
  return [`${path}.json`, `${path}.svg`, `${path}.png`];
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
