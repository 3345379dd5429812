import type { DeadlineTexts, FeeTexts, ServiceTexts, Synonyms } from '#db/json.ts'
import type { Settings } from '#features/authority/model.ts'
import { REMINDER_CHANNELS, type Reminder, type ReminderChannel } from '#features/visit/model/reminder.ts'
import { VISIT_KINDS, type VisitKind } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Paper, Question } from './model/checklist.ts'
import { type AskedMatter, plannedMinutes, type SharedStep } from './model/combining.ts'

export { ANSWER_PREFIX, answersQuery, printedListPath } from './model/answerAddress.ts'
export {
  type Answers,
  answerKeys,
  answersIn,
  type Checklist,
  certainlyNeeded,
  isNeeded,
  openQuestions,
  PAPER_FORMS,
  type Paper,
  type PaperForm,
  paperInWords,
  papersFor,
  papersInWords,
  QUESTION_KINDS,
  type Question,
  questionFields,
  questionsToAsk,
  usefulAnswers,
} from './model/checklist.ts'
export { type AskedMatter, combine, firstApart, plannedMinutes } from './model/combining.ts'
export { searchServices } from './model/search.ts'

/** How a service is offered at a site: by appointment only, without only, or both. */
export const SERVICE_MODES = ['appointment', 'walk_in', 'both'] as const
export type ServiceMode = (typeof SERVICE_MODES)[number]

/** What is done in a moment and always named at the kiosk: something finished is picked up, or only a question. */
export const QUICK_KINDS = ['pick_up', 'question'] as const
export type QuickKind = (typeof QUICK_KINDS)[number]

/** A fee in integer cents, in force from one day to another, both included; without an end until further notice. */
export type Fee = {
  readonly key: string
  readonly validFrom: LocalDate
  readonly validUntil: LocalDate | null
  readonly cents: number
  readonly texts: FeeTexts
}

/** How soon after a date that the citizen states the law wants a matter done. */
export type Deadline = { readonly days: number; readonly texts: DeadlineTexts }

/** What citizens ask for. */
export type Service = {
  readonly id: Id<'service'>
  readonly key: string
  /** The federal catalogue of services' key, 14 digits, where there is one. */
  readonly leikaKey: string | null
  readonly ticketPrefix: string
  readonly minutes: number
  readonly minutesPerFurtherPerson: number
  readonly peopleLimit: number
  /** 1 is asked for most. */
  readonly rank: number
  readonly onlineUrl: string | null
  readonly deadline: Deadline | null
  /** Services of one family count together in the limits per person; null: the service alone. */
  readonly family: string | null
  /** Its times are so scarce that they are traded: the birth date is asked for. */
  readonly scarce: boolean
  /** It is done in a visit of its own. */
  readonly standsAlone: boolean
  /** Keys of services with which it is not done in one visit; these name it, too. */
  readonly notWith: readonly string[]
  /** What it has in common with other services, done once for each person of a visit. */
  readonly sharedStep: SharedStep | null
  /** Done in a moment; null for all that takes its time. */
  readonly quick: QuickKind | null
  /** How people may come for it; on site always among them. */
  readonly kinds: readonly VisitKind[]
  /** So many hours before a visit people are reminded of it; null: as everywhere in the city. */
  readonly reminderHours: readonly number[] | null
  /** Through what; null: as everywhere in the city. */
  readonly reminderChannels: readonly ReminderChannel[] | null
  readonly texts: ServiceTexts
  readonly synonyms: Synonyms
  /** What decides which papers somebody brings. */
  readonly questions: readonly Question[]
  readonly papers: readonly Paper[]
  /** Its papers can be handed in before the visit, and are kept for so many days after it. */
  readonly takesPapers: boolean
  readonly paperDays: number
  /** Where all its papers are good before the visit, nobody has to come for it. */
  readonly settledByPapers: boolean
  readonly fees: readonly Fee[]
  readonly active: boolean
}

/** A service at a site. */
export type Offer = {
  readonly siteId: Id<'site'>
  readonly serviceId: Id<'service'>
  readonly mode: ServiceMode
}

/** The most people that one visit can be for, and the longest it can be planned for; the CHECKs of `visit` say the same. */
export const VISIT_PEOPLE_LIMIT = 12
export const VISIT_MINUTES_LIMIT = 480

/** For so many days after the visit papers that were handed in are kept, where the catalogue says nothing else. */
export const PAPER_DAYS = 14

/** May this service be booked where it is offered so? */
export function takesAppointments(mode: ServiceMode): boolean {
  return mode !== 'walk_in'
}

/** May a ticket be drawn for this service where it is offered so? */
export function takesWalkIns(mode: ServiceMode): boolean {
  return mode !== 'appointment'
}

/** The fees of a service on a day, the highest first. */
export function feesInForce(service: Pick<Service, 'fees'>, day: LocalDate): readonly Fee[] {
  return service.fees
    .filter((fee) => fee.validFrom <= day && (fee.validUntil === null || day <= fee.validUntil))
    .sort((a, b) => b.cents - a.cents)
}

/** Which limit of one visit these matters exceed: people for a service, or minutes in all; undefined for none. */
export function exceededLimit(
  matters: readonly (AskedMatter & { readonly service: Pick<Service, 'peopleLimit'> })[],
): 'too_many_people' | 'too_long' | undefined {
  const limitOf = (peopleLimit: number) => Math.min(peopleLimit, VISIT_PEOPLE_LIMIT)
  if (matters.some(({ service, people }) => people > limitOf(service.peopleLimit))) return 'too_many_people'
  return plannedMinutes(matters) > VISIT_MINUTES_LIMIT ? 'too_long' : undefined
}

/**
 * How one visit for all these services may take place, in the order of VISIT_KINDS: as each of them may. Video only
 * where the city has a place for it.
 */
export function kindsFor(
  services: readonly Pick<Service, 'kinds'>[],
  city: { readonly videoLink: string | null },
): readonly VisitKind[] {
  return VISIT_KINDS.filter(
    (kind) =>
      (kind !== 'video' || city.videoLink !== null) && services.every(({ kinds }) => kinds.includes(kind)),
  )
}

/** The kind that was chosen before, if one visit for all these services may still take place so; else on site. */
export function allowedKind(
  {
    services,
    settings,
  }: {
    readonly services: readonly Pick<Service, 'kinds'>[]
    readonly settings: { readonly videoLink: string | null }
  },
  kind: VisitKind,
): VisitKind {
  return kindsFor(services, settings).includes(kind) ? kind : 'on_site'
}

/**
 * The reminders that one visit for all these services may have, the earliest first: those of each of them, once. SMS only
 * where the city has a sender for them.
 */
export function remindersFor(
  services: readonly Pick<Service, 'reminderHours' | 'reminderChannels'>[],
  city: Pick<Settings, 'reminderHours' | 'reminderChannels' | 'smsSender'>,
): readonly Reminder[] {
  const wanted = services.map(({ reminderHours, reminderChannels }) => ({
    hours: reminderHours ?? city.reminderHours,
    channels: reminderChannels ?? city.reminderChannels,
  }))
  const hours = [...new Set(wanted.flatMap((each) => each.hours))]
  return REMINDER_CHANNELS.filter((channel) => channel !== 'sms' || city.smsSender !== null).flatMap(
    (channel) =>
      hours
        .filter((each) =>
          wanted.some((service) => service.hours.includes(each) && service.channels.includes(channel)),
        )
        .toSorted((one, other) => other - one)
        .map((each) => ({ channel, hours: each })),
  )
}

/** Those of them that somebody gets who was not asked: mails. */
export function usualReminders(reminders: readonly Reminder[]): readonly Reminder[] {
  return reminders.filter(({ channel }) => channel === 'mail')
}

/**
 * What somebody is reminded of who chose some of what was offered, now that something else is: by each channel all, if
 * they had all of it, else what they chose and there still is, or the nearest to it. Who chose none by a channel gets none.
 */
export function followedChoice(
  chosen: readonly Reminder[],
  before: readonly Reminder[],
  after: readonly Reminder[],
): readonly Reminder[] {
  return REMINDER_CHANNELS.flatMap((channel) => {
    const by = (reminders: readonly Reminder[]) => reminders.filter((each) => each.channel === channel)
    const has = (reminders: readonly Reminder[], hours: number) =>
      reminders.some((each) => each.hours === hours)
    const [own, offered] = [by(chosen), by(after)]
    if (own.length === 0) return []
    if (by(before).every(({ hours }) => has(own, hours))) return offered
    const nearest = own.flatMap(({ hours }) => {
      const away = ({ hours: other }: Reminder) => Math.abs(other - hours)
      return offered.toSorted((one, other) => away(one) - away(other)).slice(0, 1)
    })
    return offered.filter(({ hours }) => has(nearest, hours))
  })
}

/** Does somebody come only to pick up what is finished? Then they are in and out. */
export function isPickUp(services: readonly Pick<Service, 'quick'>[]): boolean {
  return services.length > 0 && services.every(({ quick }) => quick === 'pick_up')
}

/** The letter on the ticket: that of the first service. */
export function ticketPrefixOf(services: readonly Pick<Service, 'ticketPrefix'>[]): string {
  return services[0]?.ticketPrefix ?? impossible('a visit without a matter')
}
