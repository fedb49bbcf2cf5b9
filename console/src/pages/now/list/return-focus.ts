/** The request that was looked at last, so that the way back leads to its row. */
let left: string | undefined;

/** Remembers the row that a decision was opened from. */
export const leaveFor = (requestId: string): void => {
  left = requestId;
};

/** Whether the decision of this request was opened from the list: then the way back is the browser's. */
export const cameFromList = (requestId: string): boolean => left === requestId;

/** Puts the focus on the row that was left, once, when it is still there. */
export function returnFocus(): void {
  if (left === undefined) return;
  const link = document.querySelector<HTMLElement>(`a[href="#/now/${CSS.escape(left)}"]`);
  if (!link) return;
  left = undefined;
  link.focus();
}
