import './page.css';
import { place } from '../../shell/route.ts';
import { Overview } from './overview/overview.tsx';
import { Skill } from './skill/skill.tsx';

/** What apps ask again and again: all of it, or one skill (`#/skills/<id>`). */
export function Page() {
  const [id] = place.value.rest;
  return id === undefined ? <Overview /> : <Skill key={id} id={id} />;
}
