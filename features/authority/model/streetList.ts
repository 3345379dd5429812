import { HOUSE_NUMBERS, type Street } from './street.ts'

/** The columns of a list of streets, in this order. */
export const STREET_COLUMNS = [
  'street',
  'from',
  'to',
  'postcode',
  'district',
  'latitude',
  'longitude',
] as const

/** What is wrong with a line; the first line is 1. */
export type LineFault = { readonly line: number; readonly message: string }

export type StreetList =
  | { readonly ok: true; readonly streets: readonly Street[] }
  | { readonly ok: false; readonly faults: readonly LineFault[] }

/**
 * Reads a list of streets: CSV with a comma or semicolon, a line of titles, then a line for each street or some of its
 * houses. House numbers and district may be empty. Every wrong line is named, then none is taken.
 */
export function readStreetList(text: string): StreetList {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const [titles = ''] = lines
  const separator = titles.includes(';') ? ';' : ','
  const columns = STREET_COLUMNS.join(separator)
  if (titles.trim().toLowerCase() !== columns)
    return { ok: false, faults: [{ line: 1, message: `the titles must be ${columns}` }] }
  const faults: LineFault[] = []
  const streets: Street[] = []
  const seen = new Map<string, { readonly line: number; readonly street: Street }[]>()
  for (const [index, content] of lines.entries()) {
    const line = index + 1
    if (line === 1 || content.trim() === '') continue
    const read = readLine(content, separator)
    if (typeof read === 'string') {
      faults.push({ line, message: read })
      continue
    }
    const key = `${read.name.toLowerCase()} ${read.postcode}`
    const same = seen.get(key) ?? []
    const twin = same.find(
      ({ street }) => street.fromNumber <= read.toNumber && read.fromNumber <= street.toNumber,
    )
    if (twin) faults.push({ line, message: `has houses that line ${twin.line} has, too` })
    seen.set(key, [...same, { line, street: read }])
    streets.push(read)
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, streets }
}

/** The street of a line, or what is wrong with it. */
function readLine(content: string, separator: string): Street | string {
  const fields = fieldsOf(content, separator)
  if (!fields) return 'has a quotation mark that does not end'
  if (fields.length !== STREET_COLUMNS.length)
    return `has ${fields.length} fields instead of ${STREET_COLUMNS.length}`
  const [name = '', from = '', to = '', postcode = '', district = '', north = '', east = ''] = fields
  if (!/\p{Letter}/u.test(name) || name.length > 120)
    return 'street: a name is missing, or longer than 120 characters'
  const [fromNumber, toNumber] = [houseNumber(from, HOUSE_NUMBERS.least), houseNumber(to, HOUSE_NUMBERS.most)]
  if (fromNumber === undefined || toNumber === undefined)
    return 'from, to: house numbers are 1 to 9999, or empty'
  if (fromNumber > toNumber) return 'from, to: the first house number is larger than the last'
  if (!/^\d{5}$/.test(postcode)) return 'postcode: must be five digits'
  if (district.length > 200) return 'district: is longer than 200 characters'
  const [latitude, longitude] = [degrees(north, separator, 90), degrees(east, separator, 180)]
  if (latitude === undefined) return 'latitude: must be a number from -90 to 90'
  if (longitude === undefined) return 'longitude: must be a number from -180 to 180'
  return {
    name,
    fromNumber,
    toNumber,
    postcode,
    district: district === '' ? null : district,
    latitude,
    longitude,
  }
}

/** The fields of a line without the spaces around them; undefined where a quotation mark does not end. */
function fieldsOf(content: string, separator: string): string[] | undefined {
  const fields: string[] = []
  let [field, quoted] = ['', false]
  for (let at = 0; at < content.length; at++) {
    const sign = content[at] ?? ''
    if (quoted && sign === '"' && content[at + 1] === '"') {
      field += sign
      at++
    } else if (sign === '"') quoted = !quoted
    else if (sign === separator && !quoted) {
      fields.push(field.trim())
      field = ''
    } else field += sign
  }
  return quoted ? undefined : [...fields, field.trim()]
}

function houseNumber(text: string, otherwise: number): number | undefined {
  if (text === '') return otherwise
  const number = /^\d{1,4}$/.test(text) ? Number(text) : 0
  return number >= HOUSE_NUMBERS.least ? number : undefined
}

/** Where semicolons part the fields, a comma may part the decimals. */
function degrees(text: string, separator: string, most: number): number | undefined {
  const number = separator === ';' ? text.replace(',', '.') : text
  if (!/^-?\d{1,3}(\.\d+)?$/.test(number)) return undefined
  return Math.abs(Number(number)) <= most ? Number(number) : undefined
}
