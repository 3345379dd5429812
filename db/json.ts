import type { Id } from '#kernel/id.ts'
import type { LocalDate, LocalTime } from '#kernel/instant.ts'
import type { Language, Texts } from '#kernel/language.ts'

// The shapes of jsonb columns. The import validates before it writes, so reading trusts them.

export type SettingTexts = { readonly name: Texts }
export type SettingContact = { readonly phone: string; readonly address: string }
export type UnitTexts = { readonly name: Texts }
export type TeamTexts = { readonly name: Texts }
/** `way` says how to find the entrance. */
export type SiteTexts = { readonly name: Texts; readonly way: Texts }
export type MessageTemplateTexts = {
  readonly subject: Texts
  readonly opening: Texts
  readonly closing: Texts
}
export type HouseNoticeTexts = { readonly text: Texts }
export type ClosureTexts = { readonly reason: Texts }
/** `without` says what can be done without coming. */
export type ServiceTexts = {
  readonly title: Texts
  readonly summary: Texts
  readonly who: Texts
  readonly without: Texts
}
/** `date` asks for the day from which the legal deadline counts. */
export type DeadlineTexts = { readonly date: Texts }
/** `hint` says what is meant. */
export type QuestionTexts = { readonly question: Texts; readonly hint?: Texts }
/** The questions that decide what to bring; features/catalogue/model/checklist.ts says what they mean. */
export type StoredQuestions = readonly {
  readonly key: string
  readonly kind: 'yes_no' | 'one_of'
  readonly texts: QuestionTexts
  readonly answers: readonly { readonly key: string; readonly texts: { readonly label: Texts } }[]
}[]
/** Alternatives; each names answers to all its questions. */
export type StoredWhen = readonly { readonly [question: string]: readonly string[] }[]
/** What to bring for a service, as it stood at a moment. */
export type StoredChecklist = {
  readonly questions: StoredQuestions
  readonly papers: readonly (Texts & {
    readonly when: StoredWhen | null
    readonly onlyIf: Texts | null
    readonly choice: string | null
    readonly form?: 'landlord'
  })[]
  readonly takesPapers: boolean
  readonly paperDays: number
  readonly settledByPapers: boolean
}
/** When and by what people are reminded of a visit for a service, as it stood at a moment; null: as everywhere in the city. */
export type StoredReminders = {
  readonly hours: readonly number[] | null
  readonly channels: readonly ('mail' | 'sms' | 'push')[] | null
}
/** Where letters go; features/visit/model/postal.ts says what may stand there. */
export type StoredPostal = {
  readonly addition: string | null
  readonly street: string
  readonly postcode: string
  readonly town: string
  /** ISO 3166-1. */
  readonly country: string
}
/** Codes of answers by codes of questions. */
export type StoredAnswers = { readonly [question: string]: string }
export type Synonyms = { readonly [L in Language]: readonly string[] }
export type FeeTexts = { readonly label: Texts }
/** Which way from the display, along which coloured line, and in words. */
export type CounterDirection = {
  readonly arrow: 'left' | 'right' | 'straight' | 'back' | 'up' | 'down'
  readonly line: 'red' | 'blue' | 'green' | 'yellow' | null
  readonly text: Texts
}
export type CounterTexts = {
  readonly label: Texts
  readonly level: Texts | null
  readonly direction?: CounterDirection
}

type StoredShift = {
  readonly counterId: Id<'counter'>
  readonly starts: LocalTime
  readonly ends: LocalTime
  readonly breakStarts: LocalTime | null
  readonly breakEnds: LocalTime | null
  readonly mode: 'appointment' | 'walk_in' | 'both'
  readonly durationPercent: number
}
/** A published version of a site's shifts, as they stood then. */
export type StoredShiftPlan = {
  readonly weekly: readonly (StoredShift & { readonly weekday: number })[]
  readonly dated: readonly (StoredShift & { readonly day: LocalDate })[]
  readonly away: readonly {
    readonly counterId: Id<'counter'>
    readonly firstDay: LocalDate
    readonly lastDay: LocalDate
    readonly starts: LocalTime | null
    readonly ends: LocalTime | null
  }[]
}

/** Why somebody is called before their reference time, each kind once. Minutes. */
export type StoredCredits = readonly {
  readonly kind: 'appointment' | 'self_service' | 'need' | 'pick_up' | 'desk'
  readonly minutes: number
}[]

/** What a city or a site decided about its hall; what is missing or null holds as elsewhere. */
export type StoredHallRules = {
  readonly earlyMinutes?: number | null
  readonly lateMinutes?: number | null
  readonly appointmentCreditMinutes?: number | null
  readonly creditCeilingMinutes?: number | null
  readonly selfServiceCreditMinutes?: number | null
  readonly needCreditMinutes?: number | null
  readonly ownNeedCreditMinutes?: number | null
  readonly pickUpCreditMinutes?: number | null
  readonly deskCreditMinutes?: number | null
  readonly callsBeforeMissed?: number | null
  readonly missedWaitMinutes?: number | null
  readonly awayMinutes?: number | null
  readonly intakeControl?: number | null
  readonly intakeExtraMinutes?: number | null
}

/** A drawn house; features/house/model.ts says what the parts mean. */
export type StoredHousePlan = {
  readonly levels: readonly {
    readonly key: string
    readonly name: Texts
    readonly width: number
    readonly height: number
  }[]
  readonly rooms: readonly {
    readonly key: string
    readonly level: string
    readonly name: Texts
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
  }[]
  readonly things: readonly {
    readonly key: string
    readonly level: string
    readonly kind: 'entrance' | 'door' | 'stairs' | 'lift' | 'counter' | 'waiting' | 'kiosk' | 'desk'
    readonly x: number
    readonly y: number
    readonly name?: Texts
    readonly shaft?: string
    readonly steps?: boolean
    readonly counter?: string
    readonly roomy?: boolean
    readonly features?: readonly ('children' | 'quiet' | 'charging' | 'step_free')[]
  }[]
}
/** How the time of a city or a site is shared; what is missing or null holds as in the city. */
export type StoredShares = {
  readonly walkInPercent?: number | null
  readonly callerPercent?: number | null
  readonly shortTermPercent?: number | null
  readonly shortTermDays?: number | null
  readonly waitlistPercent?: number | null
  readonly onlineToday?: boolean | null
  readonly horizonDays?: number | null
  readonly coveredPercent?: number | null
  readonly longestDayMinutes?: number | null
  readonly releaseOpens?: LocalTime | null
  readonly releaseCloses?: LocalTime | null
}

/** Hours of a site: of weekdays, or of single dates; only what a change is about. */
export type StoredHours = {
  readonly weekly?: readonly {
    readonly weekday: number
    readonly opens: LocalTime
    readonly closes: LocalTime
  }[]
  readonly days?: readonly {
    readonly day: LocalDate
    readonly opens: LocalTime
    readonly closes: LocalTime
  }[]
}

/** The counters of a site with their skills, and how each of its services is offered. */
export type StoredSetup = {
  readonly offers: readonly {
    readonly serviceId: Id<'service'>
    readonly mode: 'appointment' | 'walk_in' | 'both'
  }[]
  readonly counters: readonly {
    readonly id: Id<'counter'>
    readonly key: string
    readonly texts: CounterTexts
    readonly active: boolean
    readonly skills: readonly Id<'service'>[]
  }[]
}

/** How long services are planned, minutes; only those that a change is about. */
export type StoredMinutes = readonly { readonly serviceId: Id<'service'>; readonly minutes: number }[]

/** What held before or since a change of shares, hours, setup or planned minutes. */
export type StoredCapacity = {
  readonly shares?: StoredShares
  readonly hours?: StoredHours
  readonly setup?: StoredSetup
  readonly minutes?: StoredMinutes
}

/**
 * A visit with its steps and matters as it was: rows as PostgreSQL writes them, put back as they are. Named here is only
 * what the code reads of them.
 */
export type StoredVisit = {
  readonly visit: {
    readonly state: 'waiting' | 'called' | 'serving' | 'parked' | 'missed'
    readonly counter_id: Id<'counter'> | null
  }
  readonly steps: readonly { readonly id: Id<'step'> }[]
  readonly matters: readonly { readonly matter_id: Id<'matter'> }[]
  readonly papers: readonly object[]
  /** Only their ids: what was written stays where it is. */
  readonly notes: readonly string[]
}

/** From when until when, wall time. */
type StoredHoursOfDay = { readonly from: LocalTime; readonly until: LocalTime }

/** What a scenario makes otherwise, as `features/steering/model/changes.ts` explains. */
export type StoredChanges = {
  readonly closed: readonly Id<'counter'>[]
  readonly added: readonly (StoredHoursOfDay & {
    readonly counters: number
    readonly services: readonly Id<'service'>[] | null
  })[]
  readonly shifts: readonly (StoredHoursOfDay & { readonly counterId: Id<'counter'> })[]
  readonly skills: readonly {
    readonly counterId: Id<'counter'>
    readonly services: readonly Id<'service'>[]
  }[]
  readonly walkInPercent: number | null
  readonly noShowPercent: number | null
  readonly creditMinutes: number | null
  readonly ceilingMinutes: number | null
  readonly intakeExtraMinutes: number | null
  readonly durations: readonly { readonly serviceId: Id<'service'>; readonly percent: number }[]
  readonly bookedDemandPercent: number
  readonly walkInDemandPercent: number
  readonly hours: StoredHoursOfDay | null
  readonly mergedSiteId: Id<'site'> | null
  readonly mergedPercent: number
  readonly mergedElsewhere: readonly { readonly siteId: Id<'site'>; readonly percent: number }[]
  readonly newSite:
    | (StoredHoursOfDay & {
        readonly counters: number
        readonly services: readonly Id<'service'>[] | null
        readonly shares: readonly { readonly siteId: Id<'site'>; readonly percent: number }[]
      })
    | null
}

type StoredFigure = {
  readonly before: number | null
  readonly after: number | null
  readonly difference: number | null
  readonly low: number | null
  readonly high: number | null
}

/** What came of a scenario: over which days, and how each figure changes. */
export type StoredOutcome = {
  readonly days: number
  readonly firstDay: LocalDate
  readonly lastDay: LocalDate
  readonly figures: {
    readonly bookedMean: StoredFigure
    readonly bookedNinety: StoredFigure
    readonly bookedLong: StoredFigure
    readonly walkInMean: StoredFigure
    readonly walkInNinety: StoredFigure
    readonly walkInLong: StoredFigure
    readonly overtime: StoredFigure
    readonly refused: StoredFigure
    readonly unserved: StoredFigure
    readonly served: StoredFigure
    readonly staffed: StoredFigure
  }
}
