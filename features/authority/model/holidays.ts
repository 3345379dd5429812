import { type LocalDate, localDate } from '#kernel/instant.ts'
import { addDays, weekdayOf } from '#kernel/wallTime.ts'

/** The holidays that some Land has by law. */
export const HOLIDAYS = [
  'newYear',
  'epiphany',
  'womensDay',
  'goodFriday',
  'easterSunday',
  'easterMonday',
  'labourDay',
  'ascension',
  'whitSunday',
  'whitMonday',
  'corpusChristi',
  'assumption',
  'childrensDay',
  'germanUnity',
  'reformation',
  'allSaints',
  'repentance',
  'christmas',
  'secondChristmas',
] as const
export type Holiday = (typeof HOLIDAYS)[number]

/** A public holiday: on its day every office of the region is closed. */
export type PublicHoliday = { readonly day: LocalDate; readonly holiday: Holiday }

type Rule = {
  readonly dayIn: (year: number) => LocalDate
  /** Where it holds, as ISO 3166-2 codes; everywhere in Germany when missing. */
  readonly regions?: readonly string[]
}

const on = (monthDay: string) => (year: number) => localDate(`${year}-${monthDay}`)
const afterEaster = (days: number) => (year: number) => addDays(easterSunday(year), days)

// The holiday laws of the Länder as they stand in 2026, e.g. Feiertagsgesetz NW § 2, BayFTG Art. 1, SächsSFG § 1; for
// the whole of Germany Art. 2 (2) of the Unification Treaty. Left out is what holds in single municipalities only
// (Augsburg's peace festival; Corpus Christi in parts of Saxony and Thuringia; Assumption, which in Bavaria depends on
// the municipality's majority): those are closures of the authority.
const RULES: Readonly<Record<Holiday, Rule>> = {
  newYear: { dayIn: on('01-01') },
  epiphany: { dayIn: on('01-06'), regions: ['DE-BW', 'DE-BY', 'DE-ST'] },
  womensDay: { dayIn: on('03-08'), regions: ['DE-BE', 'DE-MV'] },
  goodFriday: { dayIn: afterEaster(-2) },
  easterSunday: { dayIn: afterEaster(0), regions: ['DE-BB'] },
  easterMonday: { dayIn: afterEaster(1) },
  labourDay: { dayIn: on('05-01') },
  ascension: { dayIn: afterEaster(39) },
  whitSunday: { dayIn: afterEaster(49), regions: ['DE-BB'] },
  whitMonday: { dayIn: afterEaster(50) },
  corpusChristi: {
    dayIn: afterEaster(60),
    regions: ['DE-BW', 'DE-BY', 'DE-HE', 'DE-NW', 'DE-RP', 'DE-SL'],
  },
  assumption: { dayIn: on('08-15'), regions: ['DE-SL'] },
  childrensDay: { dayIn: on('09-20'), regions: ['DE-TH'] },
  germanUnity: { dayIn: on('10-03') },
  reformation: {
    dayIn: on('10-31'),
    regions: ['DE-BB', 'DE-HB', 'DE-HH', 'DE-MV', 'DE-NI', 'DE-SN', 'DE-ST', 'DE-SH', 'DE-TH'],
  },
  allSaints: { dayIn: on('11-01'), regions: ['DE-BW', 'DE-BY', 'DE-NW', 'DE-RP', 'DE-SL'] },
  repentance: { dayIn: repentanceDay, regions: ['DE-SN'] },
  christmas: { dayIn: on('12-25') },
  secondChristmas: { dayIn: on('12-26') },
}

/**
 * Easter Sunday of a year in the Gregorian calendar (Meeus/Jones/Butcher: J. Meeus, Astronomical Algorithms, ch. 8).
 * @example easterSunday(2027) // 2027-03-28
 */
export function easterSunday(year: number): LocalDate {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const inCentury = year % 100
  const moon = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - Math.floor(century / 4) - moon + 15) % 30
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451)
  const days = epact + weekday - 7 * late + 114
  const two = (number: number) => String(number).padStart(2, '0')
  return localDate(`${year}-${two(Math.floor(days / 31))}-${two((days % 31) + 1)}`)
}

/** The Wednesday before 23 November. */
function repentanceDay(year: number): LocalDate {
  const before = addDays(localDate(`${year}-11-23`), -1)
  return addDays(before, -((weekdayOf(before) + 4) % 7))
}

/** The public holidays of a region in a year, in order; of a region outside of Germany none are known. */
export function publicHolidays(region: string, year: number): PublicHoliday[] {
  if (!region.startsWith('DE-')) return []
  return HOLIDAYS.flatMap((holiday) => {
    const { dayIn, regions } = RULES[holiday]
    return regions === undefined || regions.includes(region) ? [{ holiday, day: dayIn(year) }] : []
  }).sort((a, b) => (a.day < b.day ? -1 : 1))
}
