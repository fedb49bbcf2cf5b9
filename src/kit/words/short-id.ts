/** The beginning of a request id, enough to tell it from others and to ask `nearmost why` for it. */
export const shortId = (requestId: string): string => requestId.slice(0, 14);
