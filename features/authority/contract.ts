import { type Static, Type } from 'typebox'
import { REMINDER_CHANNELS } from '#features/visit/model/reminder.ts'
import { SPOKEN_LANGUAGES } from '#kernel/language.ts'
import { HOUSE_NUMBERS } from './model/street.ts'
import { SITE_KINDS, UNSCANNED } from './model.ts'

// The files of an authority's import. `description` says what a pattern wants; the import's report uses it.

/** Keys name things in files and addresses and never change. */
export const keySchema = Type.String({
  pattern: '^[a-z0-9-]{2,40}$',
  description: 'small letters, digits and hyphens, 2 to 40 characters',
})

/** One text of a page; not empty. */
const textSchema = Type.String({ pattern: '\\S', maxLength: 2_000, description: 'a text that is not empty' })

/** A text in every language of citizens. */
export const textsSchema = Type.Object({ de: textSchema, 'de-simple': textSchema, en: textSchema })

/** A calendar day. */
export const daySchema = Type.String({ format: 'date', description: 'a day written YYYY-MM-DD' })

/** A wall time. */
export const timeSchema = Type.String({
  pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
  description: 'a time written HH:MM, 00:00 to 24:00',
})

/** ISO weekday: 1 is Monday. */
export const weekdaySchema = Type.Integer({ minimum: 1, maximum: 7 })

const shortText = Type.String({ pattern: '\\S', maxLength: 200, description: 'a text that is not empty' })
const percentSchema = Type.Integer({ minimum: 0, maximum: 100 })
const minutes = (minimum: number, maximum: number) => Type.Optional(Type.Integer({ minimum, maximum }))

/** So many hours before a visit people are reminded of it; none: nobody is. */
export const reminderHoursSchema = Type.Array(Type.Integer({ minimum: 1, maximum: 336 }), {
  maxItems: 4,
  uniqueItems: true,
})

/** Through what people are reminded of a visit; what SMS need besides is a sender. */
export const reminderChannelsSchema = Type.Array(Type.Enum([...REMINDER_CHANNELS]), { uniqueItems: true })

/** `authority.json`. A setting that is left out has the default of the database. */
export const authorityFileSchema = Type.Object({
  key: Type.String({
    pattern: '^[a-z][a-z0-9-]{1,39}$',
    description: 'small letters, digits and hyphens, beginning with a letter, 2 to 40 characters',
  }),
  texts: Type.Object({ name: textsSchema }),
  timeZone: shortText,
  region: shortText,
  hostnames: Type.Array(
    Type.String({ pattern: '^[a-z0-9.-]{1,253}$', description: 'a host name in small letters' }),
    { minItems: 1 },
  ),
  demo: Type.Boolean(),
  sender: Type.Object({
    name: shortText,
    address: Type.String({ pattern: '^[^\\s@<>]+@[^\\s@<>]+$', description: 'a mail address' }),
  }),
  contact: Type.Object({ phone: shortText, address: shortText }),
  settings: Type.Object({
    holdMinutes: minutes(1, 60),
    holdLimitMinutes: minutes(1, 240),
    confirmMinutes: minutes(10, 1_440),
    confirmBeforeMinutes: minutes(0, 1_440),
    confirmLeastMinutes: minutes(1, 60),
    horizonDays: minutes(1, 180),
    bookingLeadMinutes: minutes(0, 1_440),
    earlyMinutes: minutes(0, 120),
    lateMinutes: minutes(0, 120),
    appointmentCreditMinutes: minutes(0, 120),
    creditCeilingMinutes: minutes(0, 240),
    waitlistPercent: Type.Optional(percentSchema),
    walkInPercent: Type.Optional(percentSchema),
    callerPercent: Type.Optional(percentSchema),
    shortTermPercent: Type.Optional(percentSchema),
    shortTermDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 180 })),
    onlineToday: Type.Optional(Type.Boolean()),
    releaseOpens: Type.Optional(timeSchema),
    releaseCloses: Type.Optional(timeSchema),
    longestDayMinutes: minutes(60, 1_440),
    coveredPercent: Type.Optional(Type.Integer({ minimum: 50, maximum: 100 })),
    openBookingsLimit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
    namesLimit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
    movesLimit: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
    videoLink: Type.Optional(
      Type.String({
        pattern: '^https://\\S*\\{room\\}\\S*$',
        description: 'an address with https and {room}',
      }),
    ),
    linkDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 90 })),
    reminderHours: Type.Optional(reminderHoursSchema),
    reminderChannels: Type.Optional(reminderChannelsSchema),
    smsSender: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9 ]{3,11}$',
        description: 'from whom SMS come; none: there are none',
      }),
    ),
    papersUnscanned: Type.Optional(Type.Enum([...UNSCANNED])),
    unconfirmedPauseMinutes: minutes(0, 1_440),
    proofFloor: Type.Optional(Type.Integer({ minimum: 100, maximum: 10_000_000 })),
    proofCeiling: Type.Optional(Type.Integer({ minimum: 100, maximum: 10_000_000 })),
  }),
})
export type AuthorityFile = Static<typeof authorityFileSchema>

/** `units.json` */
export const unitsFileSchema = Type.Array(
  Type.Object({ key: keySchema, texts: Type.Object({ name: textsSchema }) }),
  { minItems: 1 },
)
export type UnitsFile = Static<typeof unitsFileSchema>

const addressFields = {
  texts: Type.Object({ name: textsSchema, way: textsSchema }),
  district: shortText,
  street: shortText,
  postcode: shortText,
  town: shortText,
  latitude: Type.Number({ minimum: -90, maximum: 90 }),
  longitude: Type.Number({ minimum: -180, maximum: 180 }),
  stepFree: Type.Boolean(),
  familyFriendly: Type.Optional(Type.Boolean()),
  selfService: Type.Optional(Type.Boolean()),
}

/** `sites.json`. A site without a time zone has the authority's; German is spoken everywhere. */
export const sitesFileSchema = Type.Array(
  Type.Object({
    key: keySchema,
    unit: keySchema,
    kind: Type.Enum([...SITE_KINDS]),
    ...addressFields,
    /** Of each hour this share is for people without appointment; without it the authority's. */
    walkInPercent: Type.Optional(percentSchema),
    languages: Type.Optional(Type.Array(Type.Enum([...SPOKEN_LANGUAGES]), { uniqueItems: true })),
    timeZone: Type.Optional(shortText),
    /** Where it is from a day on; without it, moves that were announced stay as they are. */
    moves: Type.Optional(
      Type.Array(Type.Object({ firstDay: daySchema, ...addressFields }), { maxItems: 50 }),
    ),
    /** Hours of every week; without it, those that were entered stay as they are. */
    hours: Type.Optional(
      Type.Array(Type.Object({ weekday: weekdaySchema, opens: timeSchema, closes: timeSchema })),
    ),
    /** Hours of single dates, instead of those of the weekday; without it, those that were entered stay as they are. */
    specialHours: Type.Optional(
      Type.Array(Type.Object({ day: daySchema, opens: timeSchema, closes: timeSchema }), { maxItems: 400 }),
    ),
  }),
  { minItems: 1 },
)
export type SitesFile = Static<typeof sitesFileSchema>

/** `localities.json`: postcodes with their districts and where these lie. */
export const localitiesFileSchema = Type.Array(
  Type.Object({
    postcode: Type.String({ pattern: '^\\d{5}$', description: 'five digits' }),
    district: shortText,
    latitude: Type.Number({ minimum: -90, maximum: 90 }),
    longitude: Type.Number({ minimum: -180, maximum: 180 }),
  }),
  { maxItems: 10_000 },
)
export type LocalitiesFile = Static<typeof localitiesFileSchema>

/** `streets.csv`, as its lines were read: streets, or some of their houses, and where these lie. */
export const streetsFileSchema = Type.Array(
  Type.Object({
    name: shortText,
    fromNumber: Type.Integer({ minimum: HOUSE_NUMBERS.least, maximum: HOUSE_NUMBERS.most }),
    toNumber: Type.Integer({ minimum: HOUSE_NUMBERS.least, maximum: HOUSE_NUMBERS.most }),
    postcode: Type.String({ pattern: '^\\d{5}$', description: 'five digits' }),
    district: Type.Union([shortText, Type.Null()]),
    latitude: Type.Number({ minimum: -90, maximum: 90 }),
    longitude: Type.Number({ minimum: -180, maximum: 180 }),
  }),
  { maxItems: 200_000 },
)
export type StreetsFile = Static<typeof streetsFileSchema>

/** `closures.json`. Without a site (null) all sites are closed. */
export const closuresFileSchema = Type.Array(
  Type.Object({
    site: Type.Union([keySchema, Type.Null()]),
    firstDay: daySchema,
    lastDay: daySchema,
    texts: Type.Object({ reason: textsSchema }),
  }),
)
export type ClosuresFile = Static<typeof closuresFileSchema>
