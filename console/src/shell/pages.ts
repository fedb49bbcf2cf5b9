import type { ComponentType } from 'preact';
import type { IconName } from '../ui/icon.tsx';

/** A page of the console; its code is loaded when it is first opened. */
export interface Page {
  id: string;
  title: string;
  icon: IconName;
  load: () => Promise<{ Page: ComponentType }>;
}

/** The pages, in the order of the menu. Adding one is adding a line and a folder. */
export const PAGES: readonly Page[] = [
  { id: 'chat', title: 'Chat', icon: 'chat', load: () => import('../pages/chat/page.tsx') },
  { id: 'now', title: 'Now', icon: 'now', load: () => import('../pages/now/page.tsx') },
  { id: 'share', title: 'Share', icon: 'share', load: () => import('../pages/share/page.tsx') },
  { id: 'models', title: 'Models', icon: 'models', load: () => import('../pages/models/page.tsx') },
  { id: 'skills', title: 'Skills', icon: 'skills', load: () => import('../pages/skills/page.tsx') },
  {
    id: 'providers',
    title: 'Providers',
    icon: 'providers',
    load: () => import('../pages/providers/page.tsx'),
  },
  { id: 'device', title: 'Device', icon: 'device', load: () => import('../pages/device/page.tsx') },
];
