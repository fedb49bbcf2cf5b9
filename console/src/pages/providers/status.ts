import type { Label } from '../../../../src/contract/index.ts';

/** What this page reads of `GET /admin/status`. */
export interface Status {
  settings: {
    label: Label;
    router: { offline: boolean };
    apps: Record<string, unknown>;
  };
}
