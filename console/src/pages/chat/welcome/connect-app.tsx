import { useState } from 'preact/hooks';
import { Command } from '../../../ui/command.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { snippetsFor, TOKEN_FILE } from './snippets.ts';

/** Lines that let an app ask here, for three ways of asking. */
export function ConnectApp() {
  const snippets = snippetsFor(location.origin);
  const [chosen, setChosen] = useState('openai');
  const snippet = snippets.find(({ id }) => id === chosen);
  return (
    <>
      <Tabs label="How your app asks" tabs={snippets} chosen={chosen} onChoose={setChosen}>
        <Command text={snippet?.text ?? ''} label={`Lines for ${snippet?.name ?? ''}`} />
      </Tabs>
      <p class="next-step-note">
        The token is the app’s key to Nearmost. It is in the file <code>{TOKEN_FILE}</code> (or in the folder
        that NEARMOST_HOME names) and is not shown here.
      </p>
    </>
  );
}
