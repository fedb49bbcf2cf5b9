import './style/tokens.css';
import './style/base.css';
import { render } from 'preact';
import { pairFromAddress } from './api/session.ts';
import { Shell } from './shell/shell.tsx';

// A new link that is pasted into the address of this page changes nothing but what stands behind `#`.
addEventListener('hashchange', () => {
  if (location.hash.startsWith('#pair=')) location.reload();
});

const root = document.querySelector('#console');
if (root) {
  await pairFromAddress();
  render(<Shell />, root);
}
