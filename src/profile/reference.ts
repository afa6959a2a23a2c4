/** Where in a profile a value stands, for naming it in an error: path of the field, byte where its record begins. */
export type Reference = { readonly field: string; readonly offset?: number | undefined };

/** Names a field of one record; the reference itself is only built when an error needs it. */
export type Where = (field: string) => () => Reference;
