/** A function that is worked out once for each object that it is asked of, for as long as that lives. */
export function remembered<Key extends object, Value>(workOut: (of: Key) => Value): (of: Key) => Value {
  const known = new WeakMap<Key, { readonly value: Value }>();
  return (of) => {
    const before = known.get(of);
    if (before !== undefined) return before.value;
    const value = workOut(of);
    known.set(of, { value });
    return value;
  };
}
