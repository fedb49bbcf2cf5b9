import './check.css';

interface CheckProps {
  title: string;
  about?: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

/** Something that is wished or not, with a sentence. */
export function Check({ title, about, on, onChange }: CheckProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>
        {title}
        {about !== undefined && <span class="check-about">{about}</span>}
      </span>
    </label>
  );
}
