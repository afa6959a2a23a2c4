/** Reads an option's number, from 1 to 99999. Throws an Error that names the option and what it takes. */
export function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw new Error(`${option} ${text}: takes a whole number from 1 to 99999`);
  return Number(text);
}
