import { ConceptPanel } from '../concept/concept-panel.js';
import { DataPanel } from '../data/data-panel.js';
import { MapPanel } from '../map/map-panel.js';
import { QuizPanel } from '../quiz/quiz-panel.js';
import { summary } from '../session/state.js';
import { TakeAwayPanel } from '../take-away/take-away-panel.js';
import { SectionPanel } from '../tissue/section-panel.js';
import { TissuePanel } from '../tissue/tissue-panel.js';
import { Header } from './header.js';
import { Tabs } from './tabs.js';

/** The page: data and concept on the left, what follows from them on the right; below each other on a phone. */
export function App() {
  const isTissue = summary.value?.kind === 'spots';
  return (
    <>
      <Header />
      <main>
        <div class="column">
          <DataPanel />
          {isTissue && <SectionPanel />}
          <ConceptPanel />
        </div>
        <div class="column">
          <Tabs
            label="Results"
            tabs={[
              { id: 'map', label: 'Map', panel: MapPanel },
              { id: 'quiz', label: 'Which one is real?', panel: QuizPanel },
              ...(summary.value?.hasCounts ? [{ id: 'tissue', label: 'Genes', panel: TissuePanel }] : []),
              { id: 'take-away', label: 'Take it away', panel: TakeAwayPanel },
            ]}
          />
        </div>
      </main>
    </>
  );
}
