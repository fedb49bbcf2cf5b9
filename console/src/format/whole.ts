/** A count with its thousands apart: `12,400`. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en-GB');
