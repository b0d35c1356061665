// Every object inherits from Object.prototype, and a prototype-pollution fault anywhere in the process lets an attacker
// add members to it. These two functions are how the library reads and hands on objects without seeing such members.
// Iterators have no `return` of their own, and a loop that ends early, or a pattern in brackets, would call that one: hence
// patterns such as `{ 0: first }`, and no `return` out of a for-of, on the path of a token and of the keys.

/** The object's own member of this name; undefined where it has none, whatever it inherits. */
export function ownMember(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** A copy that inherits nothing, for platform functions and packages that read options which were not set. */
export function withoutPrototype<Members extends object>(members: Members): Members {
  return { __proto__: null, ...members } as Members;
}
