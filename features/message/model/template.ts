import { LANGUAGES, type Language, type Texts } from '#kernel/language.ts'

/**
 * The mails whose words a city can choose. Where one kind of mail brings one of several news, each has words of its own:
 * `closed_none` (nothing is held instead), `relocation_undone` (the site does not move before the visit after all), and
 * those about papers.
 */
export const TEMPLATE_KINDS = [
  'confirm',
  'booked',
  'moved',
  'cancelled',
  'closed',
  'closed_none',
  'reopened',
  'relocated',
  'relocation_undone',
  'reminder',
  'papers_wanted',
  'papers_unsent',
  'papers_good',
  'papers_some',
  'papers_time',
  'papers_refused',
  'settled',
  'ready',
  'wish_confirm',
  'wish_offer',
  'wish_ended',
  'contact_code',
] as const
export type TemplateKind = (typeof TEMPLATE_KINDS)[number]

/** What of a mail can be worded: its subject, the first words after the greeting, and the last before the sender. */
export const TEMPLATE_PARTS = ['subject', 'opening', 'closing'] as const
export type TemplatePart = (typeof TEMPLATE_PARTS)[number]

/** The words of a city for one kind of mail; where a text is empty the built-in one counts. */
export type TemplateTexts = { readonly [P in TemplatePart]: Texts }

/** The same in one language. */
export type Wording = { readonly [P in TemplatePart]: string }

/** What can stand in braces. model/templateValues.ts says what is put there. */
export const PLACEHOLDERS = [
  'when',
  'day',
  'time',
  'site',
  'place',
  'service',
  'number',
  'until',
  'newWhen',
  'newSite',
  'since',
  'untilDay',
  'code',
  'city',
  'phone',
] as const
export type Placeholder = (typeof PLACEHOLDERS)[number]

/** The longest template of a part, in characters. */
export const LONGEST_PART: { readonly [P in TemplatePart]: number } = {
  subject: 120,
  opening: 1_000,
  closing: 1_000,
}

type Known = {
  /** In each part. */
  readonly any: readonly Placeholder[]
  /** Not in the subject, which everybody sees who glances at a phone. */
  readonly inside: readonly Placeholder[]
  /** An opening without it would hide what its reader has to know; nothing else in the mail says it. */
  readonly needed?: Placeholder
}

const VISIT = ['when', 'day', 'time', 'site'] as const
const INSIDE = ['place', 'service', 'number'] as const

/** Only what the facts of the kind really hold. Names are in no list: the greeting has them. */
const KNOWN: { readonly [K in TemplateKind]: Known } = {
  confirm: { any: [...VISIT, 'until'], inside: ['place', 'service'], needed: 'until' },
  booked: { any: VISIT, inside: INSIDE },
  moved: { any: VISIT, inside: INSIDE },
  cancelled: { any: VISIT, inside: INSIDE },
  closed: { any: [...VISIT, 'newWhen', 'newSite', 'until'], inside: INSIDE },
  closed_none: { any: VISIT, inside: INSIDE },
  reopened: { any: VISIT, inside: INSIDE },
  relocated: { any: [...VISIT, 'since'], inside: INSIDE },
  relocation_undone: { any: VISIT, inside: INSIDE },
  reminder: { any: VISIT, inside: INSIDE },
  papers_wanted: { any: VISIT, inside: INSIDE },
  papers_unsent: { any: VISIT, inside: INSIDE },
  papers_good: { any: VISIT, inside: INSIDE },
  papers_some: { any: VISIT, inside: INSIDE },
  papers_time: { any: VISIT, inside: INSIDE },
  papers_refused: { any: VISIT, inside: INSIDE },
  settled: { any: VISIT, inside: INSIDE },
  ready: { any: ['site'], inside: ['place', 'service', 'number'] },
  wish_confirm: { any: ['until', 'untilDay'], inside: ['service'] },
  wish_offer: { any: [...VISIT, 'until'], inside: ['service'] },
  wish_ended: { any: ['untilDay'], inside: ['service'] },
  contact_code: { any: ['code', 'until'], inside: [] },
}

/** What may stand in braces in a part of a kind of mail. */
export function placeholdersOf(kind: TemplateKind, part: TemplatePart): readonly Placeholder[] {
  const { any, inside } = KNOWN[kind]
  return [...any, ...(part === 'subject' ? [] : inside), 'city', 'phone']
}

/** What is wrong with a template. */
export const TEMPLATE_FAULTS = [
  'unknown_placeholder',
  'single_brace',
  'hidden_character',
  'line_break',
  'too_long',
  'missing_placeholder',
] as const

export type TemplateFault = {
  readonly code: (typeof TEMPLATE_FAULTS)[number]
  /** The character at which it begins, counted from 1. */
  readonly at: number
  /** What stands there; of what is missing, what is to stand. */
  readonly found: string
  /** The known name that is nearest to an unknown one. */
  readonly nearest?: Placeholder
}

/** A piece of a template: words, or what is put in their place. */
export type Piece = { readonly text: string } | { readonly placeholder: Placeholder }

/** Names in braces, and braces alone. A brace cannot be written otherwise. */
const BRACES = /\{([^{}\n]*)\}|[{}]/g

/** Characters that hide, reorder or control; a line break is none. */
const HIDDEN = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu

/** A template as it is kept: one kind of line break, no empty ends. */
export function tidyTemplate(template: string): string {
  return template.replaceAll(/\r\n?/g, '\n').trim()
}

/**
 * Reads a template: its pieces, and everything that is wrong with it, in order. It is text alone: nothing in it is ever
 * carried out, and markup in it is words. Pieces hold together the whole template; of one with faults use nothing.
 */
export function readTemplate(
  kind: TemplateKind,
  part: TemplatePart,
  template: string,
): { readonly pieces: readonly Piece[]; readonly faults: readonly TemplateFault[] } {
  const known = placeholdersOf(kind, part)
  const pieces: Piece[] = []
  const faults: TemplateFault[] = [...faultsOfCharacters(part, template)]
  let end = 0
  for (const match of template.matchAll(BRACES)) {
    const [found, inside] = match
    if (match.index > end) pieces.push({ text: template.slice(end, match.index) })
    end = match.index + found.length
    const name = inside?.trim()
    const placeholder = known.find((each) => each === name)
    const at = match.index + 1
    if (placeholder) pieces.push({ placeholder })
    else if (name === undefined) faults.push({ code: 'single_brace', at, found })
    else faults.push({ code: 'unknown_placeholder', at, found, ...nearestTo(name, known) })
  }
  if (end < template.length) pieces.push({ text: template.slice(end) })
  const { needed } = KNOWN[kind]
  const isThere = pieces.some((piece) => 'placeholder' in piece && piece.placeholder === needed)
  if (needed && part === 'opening' && template !== '' && !isThere)
    faults.push({ code: 'missing_placeholder', at: template.length, found: `{${needed}}` })
  return { pieces, faults: faults.sort((one, other) => one.at - other.at) }
}

function faultsOfCharacters(part: TemplatePart, template: string): readonly TemplateFault[] {
  const hidden = [...template.matchAll(HIDDEN)].map(
    ({ 0: character, index }): TemplateFault => ({
      code: 'hidden_character',
      at: index + 1,
      found: `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
    }),
  )
  const lineBreak = part === 'subject' ? template.indexOf('\n') : -1
  const longest = LONGEST_PART[part]
  return [
    ...hidden,
    ...(lineBreak < 0 ? [] : [{ code: 'line_break', at: lineBreak + 1, found: '\n' } as const]),
    ...(template.length > longest
      ? [{ code: 'too_long', at: longest + 1, found: String(template.length) } as const]
      : []),
  ]
}

/** All faults of the texts of a kind, each with its part and language. */
export function faultsOfTexts(
  kind: TemplateKind,
  texts: TemplateTexts,
): readonly (TemplateFault & { readonly part: TemplatePart; readonly language: Language })[] {
  return TEMPLATE_PARTS.flatMap((part) =>
    LANGUAGES.flatMap((language) =>
      readTemplate(kind, part, texts[part][language]).faults.map((fault) => ({ ...fault, part, language })),
    ),
  )
}

/** Says each text the same? */
export function sameTexts(one: TemplateTexts, other: TemplateTexts): boolean {
  return TEMPLATE_PARTS.every((part) =>
    LANGUAGES.every((language) => one[part][language] === other[part][language]),
  )
}

/** Texts as they are kept. */
export function tidyTexts(texts: TemplateTexts): TemplateTexts {
  const of = (part: TemplatePart): Texts => ({
    de: tidyTemplate(texts[part].de),
    'de-simple': tidyTemplate(texts[part]['de-simple']),
    en: tidyTemplate(texts[part].en),
  })
  return { subject: of('subject'), opening: of('opening'), closing: of('closing') }
}

const EMPTY: Texts = { de: '', 'de-simple': '', en: '' }

/** Everything as it is built in. */
export const BUILT_IN: TemplateTexts = { subject: EMPTY, opening: EMPTY, closing: EMPTY }

/** A name that is this many changes away was probably meant. */
const NEAR = 3

function nearestTo(name: string, known: readonly Placeholder[]): { readonly nearest?: Placeholder } {
  const [best] = known
    .map((placeholder) => ({ placeholder, far: distance(name.toLowerCase(), placeholder.toLowerCase()) }))
    .sort((one, other) => one.far - other.far)
  return best && best.far <= NEAR && best.far < best.placeholder.length ? { nearest: best.placeholder } : {}
}

/** How many letters have to be put in, left out or exchanged (Levenshtein); names longer than all known are far away. */
function distance(one: string, other: string): number {
  if (one.length > 20) return one.length
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1]
    for (let column = 1; column <= other.length; column++) {
      const exchanged = (row[column - 1] ?? 0) + (letter === other[column - 1] ? 0 : 1)
      next.push(Math.min(exchanged, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}
