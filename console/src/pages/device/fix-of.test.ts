import { expect, test } from 'vitest';
import { fixOf } from './fix-of.ts';

test.each([
  ['nearmost keys add openai', { words: '', command: 'nearmost keys add openai' }],
  [
    'To let them leave: nearmost config set label public',
    { words: 'To let them leave:', command: 'nearmost config set label public' },
  ],
  ['chmod 600 /home/me/.nearmost/token', { words: '', command: 'chmod 600 /home/me/.nearmost/token' }],
  ['Make room: nearmost ls, nearmost rm <model>', undefined],
  ['Choose another port: nearmost config set server.port <port>', undefined],
  ['In a checkout, train it: npm run house:train; elsewhere, install Nearmost again.', undefined],
  ['Install Node 24.', undefined],
  ['', undefined],
])('%s', (fix, parted) => {
  expect(fixOf(fix)).toEqual(parted ?? { words: fix });
});
