import { fileName } from '@csm/base';
import type { ReportBlock, ReportVerdict } from '@csm/render';
import { writeCertificate } from '../../experiments/certificate-files.js';
import { figureBlock } from '../../experiments/figure-block.js';
import type { Analysis, ConceptResult } from '../analysis.js';
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

/**
 * The verdict on each concept and method, with its reasons and its figure. Maps that do not depend on the concept cannot be
 * believed, whatever the certificate says of the concept.
 */
export async function certificateBlocks(
  out: string,
  { certificates, concepts, folder }: Pick<Analysis, 'certificates' | 'concepts' | 'folder'>,
): Promise<ReportBlock[]> {
  const blocks: ReportBlock[] = [];
  for (const certificate of certificates) {
    const { verdict, reasons } = believed(certificate, concepts);
    const what = `${certificate.marker}, ${certificate.method.name}`;
    const figure = await figureBlock(
      `${out}/${folder}/${nameOf(certificate)}`,
      `Certificate of the concept ${what}: ${certificate.files.verdict}`,
      'The questions of the certificate, the measurements behind them and the answers.',
    );
    blocks.push(
      { kind: 'verdict', verdict, reasons, caption: what },
      { kind: 'details', summary: `The certificate of ${what}`, blocks: [figure] },
    );
  }
  return blocks;
}

/** The verdict on a concept and its maps: the certificate's, or `doubt` if the maps do not depend on the concept. */
export function believed(
  { marker, method, files: { verdict, reasons } }: MarkerCertificate,
  concepts: readonly ConceptResult[],
): Pick<ReportVerdict, 'verdict' | 'reasons'> {
  const maps = concepts
    .find((concept) => concept.marker.name === marker)
    ?.maps.find((each) => each.method.key === method.key);
  if (maps === undefined || maps.dependence.depends) return { verdict, reasons };
  const percent = (100 * maps.dependence.explainedByRandom).toFixed(0);
  const reason =
    `Maps of ${maps.random.length} random concept vectors explain ${percent} % of the variance of these maps (at most 40 % pass): they show the ` +
    `gene and the network, not the concept. The certificate does not test this, and says "${verdict}".`;
  return { verdict: 'doubt', reasons: [...reasons, reason] };
}

/** The files of the certificates, with their contents. */
export const certificateFilesOf = ({ certificates }: Pick<Analysis, 'certificates'>): WrittenFile[] =>
  certificates.map((certificate) => ({
    name: `${nameOf(certificate)}.json`,
    content: `the certificate of ${certificate.marker} by ${certificate.method.name}; the same as .svg and .png`,
  }));
