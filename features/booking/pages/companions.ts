import { COMPANIONS_LIMIT } from '../model.ts'

/** The field for the name of the n-th person, the one who books being the first. */
export function companionField(number: number): string {
  return `companion${number}`
}

/** Names that stand in a line each, as a form carries them. */
export function linesOf(text = ''): string[] {
  return text === '' ? [] : text.split(/\r?\n/)
}

/** The names of those who come along, from their fields or from one that carries them all; undefined for neither. */
export function companionsIn(form: URLSearchParams): string | undefined {
  const names = Array.from({ length: COMPANIONS_LIMIT }, (_, index) => form.get(companionField(index + 2)))
  const last = names.findLastIndex((name) => name !== null)
  if (last < 0) return form.get('companions') ?? undefined
  return names
    .slice(0, last + 1)
    .map((name) => (name ?? '').replaceAll(/[\r\n]/g, ' '))
    .join('\n')
}
