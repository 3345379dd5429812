import type { Static, TObject } from 'typebox'
import { propertiesOf } from './contract.ts'
import { type FieldFault, textCheck } from './validation.ts'

/** The environment as a program gets it. */
export type Environment = { readonly [name: string]: string | undefined }

/** A configuration that cannot be used, with one line per wrong variable. */
export type ConfigurationProblem = { readonly ok: false; readonly lines: readonly string[] }

/** Configuration, or what is wrong with it. */
export type Configuration<S extends TObject> =
  | { readonly ok: true; readonly value: Static<S> }
  | ConfigurationProblem

/**
 * Reads the configuration from environment variables: the schema's property names are the names of the variables,
 * empty variables count as absent, defaults come from the schema. Values never appear in the lines, as they may be
 * secrets. A program that gets lines prints them and refuses to start.
 * @example
 * const read = readConfiguration(Type.Object({ PORT: Type.Integer({ minimum: 0, maximum: 65535, default: 8080,
 *   description: 'TCP port to listen on' }) }), process.env)
 * if (!read.ok) { console.error(read.lines.join('\n')); process.exit(2) }
 */
export function readConfiguration<S extends TObject>(schema: S, environment: Environment): Configuration<S> {
  const given: { [name: string]: unknown } = {}
  for (const [name, property] of Object.entries(propertiesOf(schema))) {
    const text = environment[name]?.trim()
    if (text) given[name] = text
    else if ('default' in property) given[name] = property.default
  }
  const checked = textCheck(schema)(given)
  if (!checked.ok) return { ok: false, lines: checked.faults.map((fault) => line(schema, fault)) }
  // The schema that gives the type has just checked the value.
  return { ok: true, value: Object.freeze(checked.value) as Static<S> }
}

const WORDS: Readonly<Record<FieldFault['code'], string>> = {
  required: 'is missing',
  unknown_field: 'is unknown',
  wrong_type: 'is of the wrong kind',
  wrong_format: 'is written wrongly',
  too_short: 'is too short',
  too_long: 'is too long',
  too_small: 'is too small',
  too_large: 'is too large',
  not_allowed: 'is not one of the possible values',
}

function line(schema: TObject, fault: FieldFault): string {
  const name = fault.field.split('.')[0] ?? fault.field
  const property: object = propertiesOf(schema)[name] ?? {}
  const about = 'description' in property ? `: ${String(property.description)}` : ''
  const bounds = ['minimum', 'maximum', 'minLength', 'maxLength', 'format', 'pattern']
    .filter((key) => key in property)
    .map((key) => `${key} ${String(Reflect.get(property, key))}`)
  const expected = 'type' in property ? [String(property.type), ...bounds].join(', ') : choices(property)
  return `${name} ${WORDS[fault.code]}${about}${expected ? ` (${expected})` : ''}`
}

function choices(property: object): string {
  const options: unknown = 'enum' in property ? property.enum : 'anyOf' in property ? property.anyOf : []
  if (!Array.isArray(options)) return ''
  return options.map((option: unknown) => String(Reflect.get(Object(option), 'const') ?? option)).join(' | ')
}
