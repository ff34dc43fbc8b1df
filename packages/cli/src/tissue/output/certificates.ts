import { fileName } from '@csm/base';
import { writeCertificate } from '../../experiments/certificate-files.js';
import type { Analysis } from '../analysis.js';
import type { MarkerCertificate } from '../certified-marker.js';
import { asHtml, link } from './html.js';

/** The name of a certificate's files, without their extension. */
const nameOf = ({ marker, method }: MarkerCertificate) =>
  `certificate-${fileName(marker)}-${fileName(method.key)}`;

/** Writes each certificate as JSON, SVG and PNG. */
export async function writeCertificates(folder: string, certificates: readonly MarkerCertificate[]) {
  for (const certificate of certificates) {
    await writeCertificate(`${folder}/${nameOf(certificate)}`, certificate.files);
  }
}

/** The verdict on each concept and method, with its reasons, and links to the files. */
export function certificatesHtml({
  certificates,
  folder,
}: Pick<Analysis, 'certificates' | 'folder'>): string {
  const items = certificates.map((certificate) => {
    const { verdict, reasons } = certificate.files;
    const files = ['svg', 'png', 'json'].map((type) =>
      link(`${folder}/${nameOf(certificate)}.${type}`, type.toUpperCase()),
    );
    const what = asHtml(`${certificate.marker}, ${certificate.method.name}`);
    const why = reasons.map((reason) => ` ${asHtml(reason)}`).join('');
    return `<li>${what}: <b>${verdict}</b>.${why} (${files.join(', ')})</li>`;
  });
  return `<ul>\n${items.join('\n')}\n</ul>`;
}
