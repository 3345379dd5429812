import { readDate } from '#features/booking/model/waitlistDate.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { shownText } from '#kernel/shownText.ts'
import { addDays } from '#kernel/wallTime.ts'
import { latinLetters, type TextLine } from '#platform/files/textPdf.ts'
import { formatDay, formatDayAndTime } from '#platform/time/format.ts'

/** The fields of the form that hold one line, in their order; `owner` only where the landlord is not the owner. */
export const LANDLORD_LINES = [
  'landlord',
  'landlordStreet',
  'landlordTown',
  'owner',
  'dwellingStreet',
  'dwellingTown',
] as const
export type LandlordLine = (typeof LANDLORD_LINES)[number]
/** All fields of the form. */
export type LandlordField = LandlordLine | 'isOwner' | 'movedIn' | 'people' | 'true'

/** What somebody typed into the form; kept nowhere but in the form that comes back. */
export type TypedConfirmation = { readonly [F in LandlordField]: string }

/** What a landlord confirms (§ 19 (3) Bundesmeldegesetz). */
export type LandlordConfirmation = {
  readonly lines: { readonly [L in LandlordLine]: string }
  readonly isOwner: boolean
  readonly movedIn: LocalDate
  /** The names of all who have moved in. */
  readonly people: readonly string[]
}

/** What is wrong with a field. `letters`: in another alphabet than identity papers have their names in. */
export type LandlordFault = {
  readonly field: LandlordField
  readonly code: 'missing' | 'too_long' | 'letters' | 'no_date' | 'too_early' | 'too_late' | 'too_many'
}

const LONGEST_LINE = 120
/** As many as one visit can be for. */
const MOST_PEOPLE = 12
/** Who moves in later than this confirms too early, who moved in earlier than this too late to be meant. Days. */
const AHEAD = 92
const BACK = 3_660

/** Reads the form: what is confirmed, or everything that is wrong with it. */
export function readConfirmation(
  typed: TypedConfirmation,
  today: LocalDate,
): Result<LandlordConfirmation, 'faults'> & { readonly faults?: readonly LandlordFault[] } {
  const isOwner = typed.isOwner === 'yes'
  const faults: LandlordFault[] = []
  const note = (field: LandlordField, code: LandlordFault['code'] | undefined) =>
    code && faults.push({ field, code })
  const line = (name: LandlordLine) => {
    const text = shownText(typed[name], 1_000)
    if (name === 'owner' && isOwner) return ''
    note(name, faultOfLine(text))
    return text
  }
  const [landlord, landlordStreet, landlordTown] = [
    line('landlord'),
    line('landlordStreet'),
    line('landlordTown'),
  ]
  if (typed.isOwner !== 'yes' && typed.isOwner !== 'no') note('isOwner', 'missing')
  const owner = typed.isOwner === 'no' ? line('owner') : ''
  const [dwellingStreet, dwellingTown] = [line('dwellingStreet'), line('dwellingTown')]
  const movedIn = readDate(typed.movedIn)
  if (typed.movedIn.trim() === '') note('movedIn', 'missing')
  else if (movedIn === undefined) note('movedIn', 'no_date')
  else if (movedIn > addDays(today, AHEAD)) note('movedIn', 'too_early')
  else if (movedIn < addDays(today, -BACK)) note('movedIn', 'too_late')
  const people = typed.people.split('\n').flatMap((name) => shownText(name, 1_000) || [])
  if (people.length === 0) note('people', 'missing')
  else if (people.length > MOST_PEOPLE) note('people', 'too_many')
  else
    note(
      'people',
      people.map(faultOfLine).find((code) => code !== undefined),
    )
  if (typed.true !== 'yes') note('true', 'missing')
  if (faults.length > 0 || movedIn === undefined) return { ...fail('faults'), faults }
  const lines = { landlord, landlordStreet, landlordTown, owner, dwellingStreet, dwellingTown }
  return ok({ lines, isOwner, movedIn, people })
}

function faultOfLine(text: string): LandlordFault['code'] | undefined {
  if (text === '') return 'missing'
  if (text.length > LONGEST_LINE) return 'too_long'
  return latinLetters(text) === undefined ? 'letters' : undefined
}

/** The confirmation as a document, in the language of the authority. */
export function confirmationLines(
  { lines, isOwner, movedIn, people }: LandlordConfirmation,
  { city, now, timeZone }: { readonly city: string; readonly now: Instant; readonly timeZone: string },
): TextLine[] {
  const head = (text: string): TextLine[] => [{ text: '' }, { text, bold: true }]
  return [
    { text: 'Wohnungsgeberbestätigung', size: 20, bold: true },
    { text: 'nach § 19 des Bundesmeldegesetzes' },
    ...head('Wohnungsgeberin oder Wohnungsgeber'),
    { text: lines.landlord },
    { text: lines.landlordStreet },
    { text: lines.landlordTown },
    ...head('Eigentum an der Wohnung'),
    { text: isOwner ? 'Die genannte Person besitzt die Wohnung selbst.' : lines.owner },
    ...head('Wohnung'),
    { text: lines.dwellingStreet },
    { text: lines.dwellingTown },
    ...head('Tag des Einzugs'),
    { text: formatDay(movedIn, 'de') },
    ...head('Eingezogen sind'),
    ...people.map((text) => ({ text })),
    ...head('Erklärung'),
    {
      text: 'Die Angaben sind richtig. Mir ist bekannt, dass eine falsche Bestätigung eine Ordnungswidrigkeit ist.',
    },
    { text: '' },
    {
      text: `Online bestätigt am ${formatDayAndTime(now, timeZone, 'de')} über einen Link der Stadt ${city}, den die meldepflichtige Person weitergegeben hat. Die Identität wurde dabei nicht geprüft.`,
    },
  ]
}
