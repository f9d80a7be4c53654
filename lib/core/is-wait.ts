/** Whether so many milliseconds can be waited for: an option that is 0, infinite or no number turns its wait off. */
export const isWait = (milliseconds: number): boolean => Number.isFinite(milliseconds) && milliseconds > 0;
