/** Makes an object that has `name` for its writer, in a form in which a copy of its own members would miss it. */
type Hide = (name: string, value: unknown, others?: object) => object;

const INHERITED = /must be a plain object: of a \w+.*, inherited members would be missed; known are: \w+/;
const HIDDEN = /is hidden or an accessor: give its value itself/;
const UNKNOWN = /has an unknown member 'Symbol\(/;
const NOT_OWN = /is no member of its own: give its value itself/;

/** Every form in which an option could be there for the caller and missing for us, with what the caller is told. */
export const HIDDEN_MEMBERS: readonly (readonly [form: string, hide: Hide, message: RegExp])[] = [
  ['a getter of a class', classWithGetter, INHERITED],
  [
    'a field of a class',
    (name, value, others) => Object.assign(new (class Config {})(), { [name]: value, ...others }),
    INHERITED,
  ],
  ['a class that inherits the getter', inheritedGetter, INHERITED],
  [
    'Object.create with the member',
    (name, value, others = {}) => Object.assign(Object.create({ [name]: value }), others),
    INHERITED,
  ],
  [
    'Object.create of an object without prototype',
    (name, value, others = {}) =>
      Object.assign(Object.create(Object.assign(Object.create(null), { [name]: value })), others),
    INHERITED,
  ],
  [
    'Object.create of an object that has a member of Object.prototype',
    (name, value, others = {}) => Object.assign(Object.create({ isPrototypeOf: null, [name]: value }), others),
    INHERITED,
  ],
  ['a Map', (name, value) => new Map([[name, value]]), INHERITED],
  [
    'an accessor',
    (name, value, others = {}) => Object.defineProperty({ ...others }, name, { get: () => value, enumerable: true }),
    HIDDEN,
  ],
  [
    'an accessor that only sets',
    (name, _, others = {}) => Object.defineProperty({ ...others }, name, { set: () => {}, enumerable: true }),
    HIDDEN,
  ],
  [
    'a member that is not enumerable',
    (name, value, others = {}) => Object.defineProperty({ ...others }, name, { value, enumerable: false }),
    HIDDEN,
  ],
  [
    'a Proxy that lists it and does not show it',
    (name, _, others = {}) => new Proxy({ ...others }, { ownKeys: (target) => [...Reflect.ownKeys(target), name] }),
    HIDDEN,
  ],
  ['a symbol', (name, value, others = {}) => ({ ...others, [Symbol(name)]: value }), UNKNOWN],
  [
    'a hidden symbol',
    (name, value, others = {}) => Object.defineProperty({ ...others }, Symbol(name), { value, enumerable: false }),
    UNKNOWN,
  ],
  [
    'a Proxy that answers for it',
    (name, value, others = {}) =>
      new Proxy({ ...others }, { get: (target, key) => (key === name ? value : Reflect.get(target, key)) }),
    NOT_OWN,
  ],
  [
    'a Proxy that denies its class',
    (name, value, others) =>
      new Proxy(classWithGetter(name, value, others), { getPrototypeOf: () => Object.prototype }),
    NOT_OWN,
  ],
];

function classWithGetter(name: string, value: unknown, others: object = {}): object {
  class Config {}
  Object.defineProperty(Config.prototype, name, { get: () => value });
  return Object.assign(new Config(), others);
}

function inheritedGetter(name: string, value: unknown, others: object = {}): object {
  class Base {}
  Object.defineProperty(Base.prototype, name, { get: () => value });
  class Config extends Base {}
  return Object.assign(new Config(), others);
}
