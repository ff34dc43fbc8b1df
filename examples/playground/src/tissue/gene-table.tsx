import type { RankedGene } from './compute/rank.js';
import { shownGene } from './shown-gene.js';

/** Genes with their attributions as bars; a gene of a section is a button that colours the spots by its counts. */
export function GeneTable({
  genes,
  limit,
  caption,
  featureNames,
}: {
  readonly genes: readonly RankedGene[];
  /** The largest attribution, the whole length of a bar. */
  readonly limit: number;
  readonly caption: string;
  /** The genes that colour the section; none without a section. */
  readonly featureNames: readonly string[];
}) {
  return (
    <table class="genes">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Gene</th>
          <th scope="col">Attribution ± s.e.</th>
          <td />
          <th scope="col">Fold (log₂)</th>
          <th scope="col">z</th>
        </tr>
      </thead>
      <tbody>
        {genes.map(({ gene, attribution, standardError, logFoldChange, z }) => {
          const index = featureNames.indexOf(gene);
          return (
            <tr key={gene}>
              <th scope="row">
                {index === -1 ? (
                  gene
                ) : (
                  <button
                    type="button"
                    class="gene"
                    aria-pressed={shownGene.value === index}
                    onClick={() => {
                      shownGene.value = shownGene.peek() === index ? undefined : index;
                    }}
                  >
                    {gene}
                  </button>
                )}
              </th>
              <td>
                {number(attribution, 3)} ± {number(standardError, 3)}
              </td>
              <td>
                <span
                  class="gene-bar"
                  data-negative={attribution < 0}
                  style={`--share: ${Math.abs(attribution) / limit}`}
                />
              </td>
              <td>{number(logFoldChange, 2)}</td>
              <td>{number(z, 1)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const number = (value: number, digits: number) =>
  Number.isNaN(value) ? '–' : value.toFixed(digits).replace('-', '−');
