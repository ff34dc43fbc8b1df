import { fileName } from '@csm/base';
import type { ReportBlock } from '@csm/render';
import { writeCertificate } from '../../experiments/certificate-files.js';
import { figureBlock } from '../../experiments/figure-block.js';
import type { Analysis } from '../analysis.js';
import type { MarkerCertificate } from '../certified-marker.js';
import type { WrittenFile } from './tables.js';

/** The name of a certificate's files, without their extension. */
const nameOf = ({ marker, method }: MarkerCertificate) =>
  `certificate-${fileName(marker)}-${fileName(method.key)}`;

/** Writes each certificate as JSON, SVG and PNG. */
export async function writeCertificates(folder: string, certificates: readonly MarkerCertificate[]) {
  for (const certificate of certificates) {
    await writeCertificate(`${folder}/${nameOf(certificate)}`, certificate.files);
  }
}

/** The verdict on each concept and method, with its reasons and its figure. */
export async function certificateBlocks(
  out: string,
  { certificates, folder }: Pick<Analysis, 'certificates' | 'folder'>,
): Promise<ReportBlock[]> {
  const blocks: ReportBlock[] = [];
  for (const certificate of certificates) {
    const { verdict, reasons } = certificate.files;
    const what = `${certificate.marker}, ${certificate.method.name}`;
    const figure = await figureBlock(
      `${out}/${folder}/${nameOf(certificate)}`,
      `Certificate of the concept ${what}: ${verdict}`,
      'The questions of the certificate, the measurements behind them and the answers.',
    );
    blocks.push(
      { kind: 'verdict', verdict, reasons, caption: what },
      { kind: 'details', summary: `The certificate of ${what}`, blocks: [figure] },
    );
  }
  return blocks;
}

/** The files of the certificates, with their contents. */
export const certificateFilesOf = ({ certificates }: Pick<Analysis, 'certificates'>): WrittenFile[] =>
  certificates.map((certificate) => ({
    name: `${nameOf(certificate)}.json`,
    content: `the certificate of ${certificate.marker} by ${certificate.method.name}; the same as .svg and .png`,
  }));
