import type { Metered } from './link.ts';
import type { Job } from './model.ts';

/** A model of the list, judged for this machine. */
export interface CatalogRow {
  /** What a pull takes. */
  name: string;
  /** Id on the hub. */
  id: string;
  jobs: Job[];
  bytes: number;
  licence: string;
  /** Tokens. */
  contextLength: number;
  parameters: number;
  about: string;
  /** False: no engine of this version runs it. */
  usable: boolean;
  /** Whether memory is enough: now, after other programs are closed, or never. */
  fit: 'good' | 'tight' | 'no';
  /** One sentence: why it fits or not. */
  reason: string;
  /** Estimated. */
  needBytes: number;
  /** Estimated; null: unknown. */
  tokensPerSecond: number | null;
  /** Bytes of disk that are missing for it; 0: there is room. */
  missingDiskBytes: number;
  /** Its id on this device, when it is here. */
  here: string | null;
}

/** The list of models that are worth having, best for this machine first. */
export interface CatalogView {
  models: CatalogRow[];
  /** Name of the one that most people should take here, whatever was searched; null: none fits. */
  recommended: CatalogRow | null;
  /** Jobs in the list. */
  jobs: { job: Job; models: number }[];
  device: {
    totalBytes: number;
    freeBytes: number;
    budgetBytes: number;
    /** Where models are kept; null: unknown. */
    diskFreeBytes: number | null;
    metered: Metered;
    /** Host that models come from. */
    hub: string;
    offline: boolean;
  };
}

/** A model outside the list, looked up by its name before it is fetched: its header was read, nothing else of it. */
export interface LookedUp {
  /** What a pull takes: the variant that suits this machine best, where none was named. */
  model: string;
  bytes: number;
  quantisation: string | null;
  fit: CatalogRow['fit'];
  /** One sentence. */
  reason: string;
  /** Estimated. */
  needBytes: number;
  tokensPerSecond: number | null;
  missingDiskBytes: number;
}

/** A model on this device, foreseen and measured. */
export interface HereModel {
  /** `local/<id>` */
  model: string;
  name: string;
  jobs: Job[];
  licence: string;
  bytes: number;
  quantisation: string;
  parameters: number;
  contextLength: number;
  /** `embedded`: comes with Nearmost; `pulled`: fetched, in our folder; `in-place`: a file of the owner's where it lies. */
  origin: 'embedded' | 'pulled' | 'in-place';
  /** Where it came from. */
  source: string;
  sha256: string | null;
  /** Of what came with another model and stands on it (`house+title`): that model. */
  base: string | null;
  /** As the settings would load it. */
  contextSize: number;
  sequences: number;
  predicted: { bytes: number | null; tokensPerSecond: number | null };
  measured: { bytes: number | null; tokensPerSecond: number | null; answers: number };
}

/** What there is to have, and what is here. */
export interface OwnerCatalog {
  /** @param query.words all of them must be said of the model */
  search(query?: { words?: string; job?: Job }): Promise<CatalogView>;
  /**
   * Asks the hub or the address that a name stands for.
   * @throws NearmostError `invalid_request`, `unknown_model`, `download_failed`, `offline`, `unsupported`
   */
  look(model: string): Promise<LookedUp>;
  here(): Promise<{ models: HereModel[]; problems: { id: string; message: string; hint: string }[] }>;
  /**
   * Unloads a model and deletes its file; one that is used in place is only forgotten.
   * @throws NearmostError `unknown_model`, `unsupported` (it comes with Nearmost), `overloaded` (it answers)
   */
  remove(model: string): Promise<{ model: string; freedBytes: number }>;
}
