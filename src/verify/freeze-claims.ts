/**
 * Freezes claims in depth, so that every caller of a remembered token sees the original. `__proto__` goes: a later
 * Object.assign would make it the prototype of the copy.
 *
 * A list and not recursion: signed claims may be nested deeper than the stack.
 */
export function freezeClaims(claims: object): void {
  const pending: object[] = [claims];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__');
    for (const member of Object.values(value)) {
      if (typeof member === 'object' && member !== null) pending.push(member);
    }
    Object.freeze(value);
  }
}
