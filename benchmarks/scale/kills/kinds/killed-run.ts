import type { Kind } from '../kind.js';
import { commandOf, descendantsOf, waitForEnd } from '../processes.js';
import { randomMoment } from '../random-moment.js';
import { checkEnded, startChild } from '../start-child.js';

/** Children end within this time after their parent was killed, even on a busy machine. */
const LEAVE_MS = 10_000;

/** A child process of a run is killed at a random moment: the run starts another one and ends by itself. */
export const killedChild: Kind = {
  name: 'child process of csm run killed',
  async strike(run) {
    const { folder, programs, random } = run;
    const { child, ready, ended } = startChild(programs, 'parent', [folder]);
    await ready;
    await randomMoment(run, ended);
    const children = descendantsOf(child.pid!);
    const chosen = children[Math.floor(random() * children.length)];
    if (chosen !== undefined) process.kill(chosen, 'SIGKILL');
    checkEnded('the run', await ended);
    return chosen === undefined ? 'it had ended before' : 'the run ended by itself';
  },
};

/** The parent of a run is killed at a random moment: its children end as well. */
export const killedParent: Kind = {
  name: 'csm run killed',
  async strike(run) {
    const { folder, programs } = run;
    const { child, ready, ended } = startChild(programs, 'parent', [folder]);
    await ready;
    await randomMoment(run, ended);
    const children = descendantsOf(child.pid!);
    child.kill('SIGKILL');
    await ended;
    const left = await waitForEnd(children, LEAVE_MS);
    if (left.length > 0)
      throw new Error(`child processes still run ${LEAVE_MS} ms later: ${left.map(commandOf).join('; ')}`);
    return 'its children ended as well';
  },
};
