/** The soak in short: reviews at full speed while a bundle of others is swapped every second. By hand it runs for ten minutes. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import t from 'tap';
import { hasOpa, opa } from '../helpers/opa.ts';

t.test(
  'no answer fails and none mixes two revisions',
  { skip: hasOpa() ? false : `${opa} is not there` },
  async (t) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['dist/bench/soak.js', String(20 / 60)]);

    t.comment(stdout.trim());
    t.match(stdout, / 0 failed or mixed$/m);
  },
);
