import { JobStatus } from '../app/job-status.js';
import { concept } from '../session/state.js';
import { Certificate } from '../verdict/certificate.js';
import { AnswerInWords } from './answer-in-words.js';
import { answer, pick, picked, play, playing, round } from './quiz-state.js';
import { RoundView } from './round-view.js';
import { Score } from './score.js';
import './panel.css';

/** Which of ten maps is the concept's? */
export function QuizPanel() {
  const name = concept.value?.name;
  const isOpen = round.value !== undefined && picked.value === undefined;
  return (
    <div class="quiz">
      <h2>4. Which one is real?</h2>
      {name === undefined ? (
        <p>Make a concept first.</p>
      ) : (
        <>
          <p>
            One of ten maps is the map of <strong>{name}</strong>. The others are maps of random concepts, of
            the same input, by the same method, each over its own range. If you cannot pick the real one, do
            not publish it.
          </p>
          <div class="row">
            <button type="button" class="primary" onClick={() => void play()}>
              {round.value === undefined ? 'Start' : 'Next input'}
            </button>
            {isOpen && (
              <button type="button" onClick={() => void pick(-1)}>
                Show the answer
              </button>
            )}
          </div>
          <JobStatus job={playing} label="Drawing ten maps" />
          <AnswerInWords />
          {round.value && <RoundView round={round.value} />}
          <Score />
          {answer.value && <Certificate input={round.value?.input ?? 0} />}
        </>
      )}
    </div>
  );
}
