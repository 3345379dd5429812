import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { TLocalizedValidationError } from 'typebox/error'
import { Settings } from 'typebox/system'
import type { Fault } from '#features/authority/contract/import.ts'
import { closeObjects } from '#platform/http/validation.ts'

/** TypeBox stops after eight errors, but who mends a file wants to know them all. */
const ALL = 100_000

/** Everything in a file that its schema refuses, in plain words. Fields that the schema does not know are refused too. */
export function schemaFaults(file: string, schema: TSchema, value: unknown): Fault[] {
  const closed = closeObjects(schema)
  const { maxErrors } = Settings.Get()
  Settings.Set({ maxErrors: ALL })
  try {
    const compiled = Compile(closed)
    if (compiled.Check(value)) return []
    const errors = compiled.Errors(value)
    return errors.flatMap((error) => faultsOf(error, closed)).map((fault) => ({ file, ...fault }))
  } finally {
    Settings.Set({ maxErrors })
  }
}

type Place = Omit<Fault, 'file'>

function faultsOf(error: TLocalizedValidationError, schema: TSchema): Place[] {
  const path = pathOf(error.instancePath)
  switch (error.keyword) {
    case 'required':
      return error.params.requiredProperties.map((name) => ({ path: [...path, name], message: 'is missing' }))
    case 'additionalProperties':
      return error.params.additionalProperties.map((name) => ({
        path: [...path, name],
        message: 'is not known here',
      }))
    // Said by the errors beside it: the unknown field, and what the other side of "or null" wants.
    case 'boolean':
    case 'anyOf':
      return []
    case 'type':
      if (error.params.type === 'null') return []
      return [{ path, message: `must be ${TYPES[String(error.params.type)] ?? error.params.type}` }]
    case 'enum':
      return [{ path, message: `must be one of ${error.params.allowedValues.join(', ')}` }]
    case 'minimum':
      return [{ path, message: `must be at least ${error.params.limit}` }]
    case 'maximum':
      return [{ path, message: `must be at most ${error.params.limit}` }]
    case 'multipleOf':
      return [{ path, message: `must be a multiple of ${error.params.multipleOf}` }]
    case 'minItems':
      return [{ path, message: 'must not be empty' }]
    case 'maxLength':
      return [{ path, message: `must have at most ${error.params.limit} characters` }]
    default:
      return [{ path, message: wanted(schema, error) }]
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

/** What the schema's description says of a pattern or format. */
function wanted(schema: TSchema, error: TLocalizedValidationError): string {
  const node = pathOf(error.schemaPath.slice(1)).reduce<unknown>(
    (part, name) => (typeof part === 'object' && part !== null ? Reflect.get(part, name) : undefined),
    schema,
  )
  const says = typeof node === 'object' && node !== null && 'description' in node
  return says ? `must be ${node.description}` : error.message
}

function pathOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}
