import './style/tokens.css';
import './style/base.css';
import { render } from 'preact';
import { pairFromAddress } from './api/session.ts';
import { Shell } from './shell/shell.tsx';

const root = document.querySelector('#console');
if (root) {
  await pairFromAddress();
  render(<Shell />, root);
}
