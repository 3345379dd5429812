import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { TLocalizedValidationError } from 'typebox/error'
import { Format } from 'typebox/format'
import { isInstantText } from '#kernel/instant.ts'
import { propertiesOf } from './contract.ts'
import type { FieldCode } from './problem.ts'

// RFC 3339 also has small letters and leap seconds, which an instant of ours cannot be.
const isDateTime = Format.Get('date-time')
Format.Set('date-time', (text) => isInstantText(text) && (isDateTime?.(text) ?? true))

/** One refused field, before it is put into words. */
export type FieldFault = { readonly field: string; readonly code: FieldCode }

/** What a check says: the value as the schema reads it, or the faults found (at most eight). */
export type Checked =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly faults: readonly FieldFault[] }

/** Checks values against one schema. */
export type Check = (value: unknown) => Checked

/**
 * The check of a JSON body. Nothing is converted or dropped: every object is closed, so a field that the contract
 * does not name refuses the whole request (mass assignment).
 */
export function bodyCheck(schema: TSchema): Check {
  const closed = Compile(closeObjects(schema))
  return (value) => checked(closed.Check(value), value, () => closed.Errors(value))
}

/**
 * The check of parameters that come as text (path, query): they are converted to the schema's types, a single value
 * becomes a list where one is asked for, and parameters that the contract does not name are left out.
 */
export function textCheck(schema: TSchema): Check {
  const compiled = Compile(schema)
  const properties = Object.entries(propertiesOf(schema))
  return (value) => {
    const converted: { [name: string]: unknown } = {}
    for (const [name, property] of properties) {
      const given: unknown = Object.hasOwn(Object(value), name) ? Reflect.get(Object(value), name) : undefined
      if (given !== undefined) converted[name] = fromText(property, given)
    }
    return checked(compiled.Check(converted), converted, () => compiled.Errors(converted))
  }
}

const NUMBER = /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/
const BOOLEANS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])

// Text becomes what the schema asks for only where it is written exactly so; anything else stays text and is refused
// by the check. (TypeBox's own conversion reads "" as 0 and "1.5" as the integer 1.)
function fromText(schema: TSchema, given: unknown): unknown {
  const { type, items, anyOf } = Object(schema)
  if (type === 'array') return (Array.isArray(given) ? given : [given]).map((item) => fromText(items, item))
  if (typeof given !== 'string') return given
  if (type === 'boolean') return BOOLEANS.get(given) ?? given
  if (type === 'integer' || type === 'number') return NUMBER.test(given) ? Number(given) : given
  if (!Array.isArray(anyOf) || anyOf.some((option) => option.const === given)) return given
  return anyOf.map((option) => fromText(option, given)).find((value) => typeof value !== 'string') ?? given
}

/** The keyword-to-code table of field faults. Also used for the configuration. */
export function faultsOf(errors: readonly TLocalizedValidationError[]): FieldFault[] {
  const faults = new Map<string, FieldFault>()
  for (const error of errors) {
    for (const fault of faultsOfOne(error)) if (!faults.has(fault.field)) faults.set(fault.field, fault)
  }
  return [...faults.values()]
}

function checked(valid: boolean, value: unknown, errors: () => TLocalizedValidationError[]): Checked {
  if (!valid) return { ok: false, faults: faultsOf(errors()) }
  const zero = fieldWithZero(value, '')
  return zero === undefined
    ? { ok: true, value }
    : { ok: false, faults: [{ field: zero, code: 'wrong_format' }] }
}

/** PostgreSQL keeps no text with the character zero in it, so none is let in: the path of the first, or undefined. */
function fieldWithZero(value: unknown, at: string): string | undefined {
  if (typeof value === 'string') return value.includes('\u0000') ? at : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, part] of Object.entries(value)) {
    const found = fieldWithZero(part, joined(at, name))
    if (found !== undefined) return found
  }
  return undefined
}

const CODES: Readonly<Record<string, FieldCode>> = {
  type: 'wrong_type',
  format: 'wrong_format',
  pattern: 'wrong_format',
  minLength: 'too_short',
  minItems: 'too_short',
  maxLength: 'too_long',
  maxItems: 'too_long',
  maxProperties: 'too_long',
  minimum: 'too_small',
  exclusiveMinimum: 'too_small',
  maximum: 'too_large',
  exclusiveMaximum: 'too_large',
}

function faultsOfOne(error: TLocalizedValidationError): FieldFault[] {
  const at = fieldName(error.instancePath)
  if (error.keyword === 'required') {
    return error.params.requiredProperties.map((name) => ({ field: joined(at, name), code: 'required' }))
  }
  if (error.keyword === 'additionalProperties') {
    return error.params.additionalProperties.map((name) => ({
      field: joined(at, name),
      code: 'unknown_field',
    }))
  }
  if (error.keyword === 'boolean') return [{ field: at, code: 'unknown_field' }]
  return [{ field: at, code: CODES[error.keyword] ?? 'not_allowed' }]
}

function fieldName(pointer: string): string {
  return pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~').slice(0, 200)
}

function joined(at: string, name: string): string {
  return (at === '' ? name : `${at}.${name}`).slice(0, 200)
}

/**
 * The same schema with every object closed that does not say otherwise. Parts of an intersection stay open, because
 * each sees the others' fields; the intersection itself is closed instead.
 */
export function closeObjects<S extends TSchema>(schema: S): S {
  return closed(schema, true)
}

function closed<T>(node: T, close: boolean): T {
  if (Array.isArray(node)) return node.map((item) => closed(item, close)) as T
  if (typeof node !== 'object' || node === null || node instanceof RegExp) return node
  const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(node)) as T & object
  for (const [key, value] of Object.entries(node)) {
    // Values of `const`, `enum` and `default` are data, not schemas.
    if (key === 'const' || key === 'enum' || key === 'default' || key === 'examples') continue
    Object.defineProperty(copy, key, {
      value: key === 'properties' ? closedEach(value) : closed(value, close && key !== 'allOf'),
      enumerable: true,
    })
  }
  const isOpen = close && !('additionalProperties' in node) && !('unevaluatedProperties' in node)
  if (isOpen && 'properties' in node && 'type' in node) Object.assign(copy, { additionalProperties: false })
  if (isOpen && 'allOf' in node) Object.assign(copy, { unevaluatedProperties: false })
  return copy
}

function closedEach(properties: object): object {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, closed(schema, true)]))
}
