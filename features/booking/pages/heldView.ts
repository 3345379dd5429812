import { getSettings } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { kindsFor } from '#features/catalogue/model.ts'
import type { Reminder } from '#features/visit/model/reminder.ts'
import type { VisitKind } from '#features/visit/model.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  describeVisit,
  type HeldBooking,
  heldBooking,
  isProvenAddress,
  type LinkedVisit,
  peopleOf,
} from '../actions.ts'
import { offeredReminders } from '../model/reminders.ts'
import { type ChosenMatter, keysOf, readFilter } from './address.ts'
import { type Carried, carry } from './carried.ts'
import { placeInWords } from './view.ts'

/** A hold in words. */
export type HoldView = {
  readonly now: Instant
  readonly until: Instant
  readonly canExtend: boolean
  /** Day, time and site in words. */
  readonly time: string
  readonly site: string
  /** How the visit may take place; asked for where there are several ways. */
  readonly kinds: readonly VisitKind[]
  /** The reminders that there can be before it. */
  readonly reminders: readonly Reminder[]
  /** Its times are traded: the birth date is asked for. */
  readonly scarce: boolean
  /** So many come; each of them is named. */
  readonly people: number
  /** The address was proven by a code: nobody has to press a link any more. */
  readonly proven: boolean
}

/** A live hold with what its pages show. */
export type Held = {
  readonly hold: HoldView
  readonly booking: HeldBooking
  readonly site: Site
  /** The day on which the site moves there, if it is still to come. */
  readonly movesOn: LocalDate | null
  readonly matters: readonly (ChosenMatter &
    Pick<LinkedVisit['matters'][number], 'reference' | 'papersHere'>)[]
  /** Matters and time as the hold has them, whatever the address says; the filter of the times as the address has it. */
  readonly carried: Carried
  readonly phone: string
}

/** The live hold of a browser; `query` of its page. Undefined when there is none (any more). */
export async function readHeld(
  tx: Tx,
  browser: string,
  { language, query }: { readonly language: Language; readonly query: URLSearchParams },
): Promise<Held | undefined> {
  const booking = await heldBooking(tx, browser)
  if (!booking) return undefined
  const { site, movesOn, matters } = await describeVisit(tx, booking.visit)
  if (!site) return undefined
  const settings = await getSettings(tx)
  const startsAt = booking.visit.appointmentAt ?? impossible('a hold has a time')
  const email = booking.contact?.email
  const services = matters.map(({ service }) => service)
  return {
    hold: {
      now: tx.now,
      until: booking.until,
      canExtend: booking.canExtend,
      ...placeInWords(startsAt, site, site.timeZone, language, booking.second?.appointmentAt),
      // From one place to the next people go on foot.
      kinds: booking.second ? ['on_site'] : kindsFor(services, settings),
      reminders: offeredReminders({ services, settings, startsAt, timeZone: site.timeZone }, tx.now),
      scarce: services.some(({ scarce }) => scarce),
      people: peopleOf(booking),
      proven: email != null && (await isProvenAddress(tx, browser, email)),
    },
    booking,
    site,
    movesOn,
    matters,
    carried: carry(
      keysOf(matters),
      { siteKey: site.key, startsAt, secondAt: booking.second?.appointmentAt ?? undefined },
      readFilter(query),
    ),
    phone: settings.contact.phone,
  }
}
