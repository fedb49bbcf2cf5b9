import type { CallError } from '../../api/call.ts';

/** An error of one part of the page; that the server does not answer at all is said once, for the whole page. */
export const ownError = (error: CallError | undefined): CallError | undefined =>
  error?.status === 0 ? undefined : error;
