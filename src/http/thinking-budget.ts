/** How hard to think, in words. */
export const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;

/** The same in thinking tokens at most. docs/http.md shows this table. */
export const THINKING_BUDGET: Readonly<Record<(typeof EFFORTS)[number], number>> = {
  none: 0,
  minimal: 128,
  low: 1024,
  medium: 4096,
  high: 16_384,
  xhigh: 32_768,
};
