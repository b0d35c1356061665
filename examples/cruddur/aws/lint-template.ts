import type { Property, PropertyType, SpecDatabase } from '@aws-cdk/service-spec-types';
import { isRecord, isReference, parseTemplate, problemWithReference } from './read-template.ts';

/** Checks a template against AWS's own resource schemas, and returns the problems. */
export function lintTemplate(schemas: SpecDatabase, source: string): string[] {
  const { template, problems } = parseTemplate(source);
  const resources = isRecord(template.Resources) ? template.Resources : {};
  const attributesOf = (name: string) => {
    const resource = resources[name];
    const schema = isRecord(resource) ? schemaOf(schemas, resource.Type) : undefined;
    return schema && Object.keys(schema.attributes);
  };
  const context: Context = { schemas, problemWith: (reference) => problemWithReference(reference, attributesOf) };
  return [
    ...problems,
    ...Object.entries(resources).flatMap(([name, resource]) => lintResource(context, name, resource)),
    ...lintOutputs(context, template.Outputs),
  ];
}

interface Context {
  readonly schemas: SpecDatabase;
  readonly problemWith: (reference: object) => string | undefined;
}

function schemaOf(schemas: SpecDatabase, type: unknown) {
  return typeof type === 'string' ? schemas.lookup('resource', 'cloudFormationType', 'equals', type)[0] : undefined;
}

function lintResource(context: Context, name: string, resource: unknown): string[] {
  if (!isRecord(resource)) return [`${name}: is not a resource`];
  const schema = schemaOf(context.schemas, resource.Type);
  if (!schema) return [`${name}: there is no resource type ${String(resource.Type)}`];
  return lintProperties(context, name, schema.properties, resource.Properties ?? {});
}

function lintProperties(
  context: Context,
  path: string,
  schema: Readonly<Record<string, Property>>,
  value: unknown,
): string[] {
  if (!isRecord(value)) return [`${path}: must be a map`];
  const missing = Object.keys(schema).filter((name) => schema[name]?.required && !(name in value));
  return [
    ...missing.map((name) => `${path}.${name}: is required`),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const property = schema[name];
      if (!property) return [`${path}.${name}: there is no such property`];
      return lintValue(context, `${path}.${name}`, property.type, inner, allowedByDocumentation(property));
    }),
  ];
}

function lintValue(context: Context, path: string, type: PropertyType, value: unknown, allowed: string[]): string[] {
  if (isReference(value)) {
    const problem = context.problemWith(value);
    return problem ? [`${path}: ${problem}`] : [];
  }
  if (type.type === 'array') {
    if (!Array.isArray(value)) return [`${path}: must be a list`];
    return value.flatMap((item, index) => lintValue(context, `${path}[${index}]`, type.element, item, allowed));
  }
  if (type.type === 'ref') {
    const definition = context.schemas.get('typeDefinition', type.reference.$ref);
    return lintProperties(context, path, definition.properties, value);
  }
  return lintScalar(path, type, value, allowed);
}

const SCALARS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  number: Number.isFinite,
};

function lintScalar(path: string, type: PropertyType, value: unknown, documented: string[]): string[] {
  const isOfType = SCALARS[type.type];
  // Reported as a problem, so that no value passes unchecked.
  if (!isOfType) return [`${path}: this lint does not know the type ${type.type}`];
  if (!isOfType(value)) return [`${path}: must be of type ${type.type}`];
  const inSchema = 'allowedValues' in type ? type.allowedValues : undefined;
  const allowed: readonly string[] = inSchema?.map(String) ?? documented;
  if (allowed.length === 0 || allowed.includes(String(value))) return [];
  return [`${path}: must be one of ${allowed.join(', ')}`];
}

/** Some schemas list the allowed values only in their documentation. */
function allowedByDocumentation({ documentation = '' }: Property): string[] {
  const list = /^Allowed values: (.*)$/m.exec(documentation)?.[1] ?? '';
  return [...list.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}

function lintOutputs(context: Context, outputs: unknown): string[] {
  if (!isRecord(outputs)) return ['Outputs: is missing'];
  return Object.entries(outputs).flatMap(([name, output]) => {
    const value = isRecord(output) ? output.Value : undefined;
    if (!isReference(value)) return [`Outputs.${name}: has no reference as its value`];
    const problem = context.problemWith(value);
    return problem ? [`Outputs.${name}: ${problem}`] : [];
  });
}
