import { useState } from 'preact/hooks';
import { count } from '../../../format/words.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Field } from '../../../ui/field.tsx';
import { Forget } from '../forget.tsx';

/** Forgets what came from one request, wherever it went. */
export function ForgetRequest({ onForgotten }: { onForgotten: (words: string) => void }) {
  const [id, setId] = useState('');
  const [asking, setAsking] = useState<string>();
  return (
    <Card title="Forget one request">
      <form
        class="skills-forget"
        onSubmit={(event) => {
          event.preventDefault();
          if (id.trim() !== '') setAsking(id.trim());
        }}
      >
        <Field label="Number of the request" value={id} onInput={setId} placeholder="req_…">
          Every answer carries it; the page Now shows it too. The beginning is enough.
        </Field>
        <Button type="submit" disabled={id.trim() === ''}>
          Forget it
        </Button>
      </form>
      {asking !== undefined && (
        <Forget
          scope={{ request: asking }}
          what={`the request ${asking}`}
          onClose={() => setAsking(undefined)}
          onForgotten={({ examples, students }) => {
            setAsking(undefined);
            setId('');
            onForgotten(`Forgotten: ${count(examples, 'example')} and ${count(students, 'small model')}.`);
          }}
        />
      )}
    </Card>
  );
}
