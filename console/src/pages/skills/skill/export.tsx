import { useEffect, useState } from 'preact/hooks';
import type { SkillDetail } from '../../../../../src/contract/index.ts';
import { useChange } from '../../../api/use-change.ts';
import { useLoad } from '../../../api/use-load.ts';
import { count } from '../../../format/words.ts';
import { Button } from '../../../ui/button.tsx';
import { Command } from '../../../ui/command.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Field } from '../../../ui/field.tsx';

interface ExportProps {
  skill: SkillDetail;
  onClose: () => void;
}

/** Writes a skill into a folder of the machine that Nearmost runs on. */
export function Export({ skill, onClose }: ExportProps) {
  const path = `/admin/skills/${encodeURIComponent(skill.id)}/export`;
  const proposed = useLoad<{ folder: string }>(path);
  const [folder, setFolder] = useState('');
  const [files, setFiles] = useState<readonly string[]>();
  const { busy, error, post } = useChange((reply) => setFiles((reply as { files: string[] }).files));
  useEffect(() => setFolder((given) => given || (proposed.data?.folder ?? '')), [proposed.data]);
  return (
    <Dialog title="Export this skill" onClose={onClose}>
      {files ? (
        <div class="stack">
          <p role="status">{count(files.length, 'file')} written to:</p>
          <Command text={folder} label="Folder of the export" />
          <div class="row">
            <Button kind="main" onClick={onClose}>
              Done
            </Button>
          </div>
        </div>
      ) : (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            post(path, { folder: folder.trim() });
          }}
        >
          <p>
            Its examples, its small models and their record are written into a folder of the computer that
            Nearmost runs on, readable by you alone. The examples hold the texts of requests.
          </p>
          <Field label="Folder" value={folder} onInput={setFolder}>
            A new or an empty one, with its whole path.
          </Field>
          <ErrorNotice error={error ?? proposed.error} />
          <div class="row">
            <Button kind="main" type="submit" disabled={busy || folder.trim() === ''}>
              {busy ? 'Writing …' : 'Export'}
            </Button>
            <Button onClick={onClose}>Cancel</Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
