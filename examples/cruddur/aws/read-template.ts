import { parseDocument, type ScalarTag } from 'yaml';

export type Template = Readonly<Record<string, unknown>>;

/** Expands `!Ref X` and `!GetAtt X.Y`, the only functions that the template uses, to their long form. */
const TAGS: ScalarTag[] = [
  { tag: '!Ref', resolve: (name) => ({ Ref: name }) },
  { tag: '!GetAtt', resolve: (path) => ({ 'Fn::GetAtt': path.split('.') }) },
];

/** Duplicate keys, unknown functions and YAML errors are returned as problems. */
export function parseTemplate(source: string): { readonly template: Template; readonly problems: string[] } {
  const document = parseDocument(source, { customTags: TAGS });
  const problems = [...document.errors, ...document.warnings].map(({ message }) => message);
  const template: unknown = document.toJS();
  return { template: isRecord(template) ? template : {}, problems };
}

export function isReference(value: unknown): value is object {
  return isRecord(value) && ('Ref' in value || 'Fn::GetAtt' in value);
}

/** `attributesOf(name)`: what `!GetAtt` can read of this resource, or undefined if there is no such resource. */
export function problemWithReference(
  reference: object,
  attributesOf: (name: string) => readonly string[] | undefined,
): string | undefined {
  const { Ref, 'Fn::GetAtt': path } = reference as { Ref?: string; 'Fn::GetAtt'?: string[] };
  const [name = '', attribute] = path ?? [Ref ?? ''];
  const attributes = attributesOf(name);
  if (!attributes) return `there is no resource ${name}`;
  if (attribute !== undefined && !attributes.includes(attribute)) return `${name} has no attribute ${attribute}`;
  return undefined;
}

export function isRecord(value: unknown): value is Template {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
