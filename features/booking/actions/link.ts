import { getSettings, listSites } from '#features/authority/actions.ts'
import { moveAhead, siteOn } from '#features/authority/model/relocation.ts'
import type { Site } from '#features/authority/model.ts'
import { answered, findServicesById } from '#features/catalogue/actions.ts'
import { type Answers, papersFor, type Service } from '#features/catalogue/model.ts'
import {
  loadVisit,
  type MatterPaper,
  mattersOf,
  paperChecks,
  papersSeen,
  saidComing,
  visitByLink,
} from '#features/visit/actions.ts'
import {
  isForgotten,
  isOver,
  type KnownMatter,
  type Links,
  type Outcome,
  type PaperCheck,
  type Visit,
} from '#features/visit/model.ts'

import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { isLinkToken } from '#platform/crypto/token.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { anotherTimeAsked } from '../store/precheck.ts'
import { liveReplacement, type Replacement } from '../store/replacement.ts'
import { papersHereFor } from '../store/secondTry.ts'
import { claimsOf } from '../store.ts'

/** A visit with all that the page behind its link shows. */
export type LinkedVisit = {
  readonly visit: Visit
  /** The visit that comes after it, where no single place can do all; its matters stand among `matters`. */
  readonly second: Visit | undefined
  /** As it is on the day of the visit; undefined when it has been given up since. */
  readonly site: Site | undefined
  /** The day on which the site moves to that address, if it is still to come. */
  readonly movesOn: LocalDate | null
  readonly matters: readonly {
    readonly service: Service
    readonly people: number
    /** The same at every visit to this matter. */
    readonly reference: string
    /** How far this visit brought it; null until the visit has ended. */
    readonly outcome: Outcome | null
    /** It is done at the second of two linked visits. */
    readonly isSecond: boolean
    /** What was not seen of the papers where others were, after a visit that did not settle it. */
    readonly openPapers: readonly AskedPaper[]
    /** The papers that are here for it before the visit, by their German words; empty for one on no list. */
    readonly papersHere: readonly string[]
    /** Of the questions that decide what to bring; missing where none is answered. */
    readonly answers?: Answers
  }[]
  /** Until when a held time waits to be confirmed; null for any other visit, and when the time is over. */
  readonly heldUntil: Instant | null
  /** Its person has said that they come. */
  readonly coming: boolean
  /** What stands in for a time that cannot be kept, or that nothing does. */
  readonly replacement: Replacement | undefined
  /** What was said of papers that came before the visit, by the reference of their matter. */
  readonly checks: ReadonlyMap<string, readonly PaperCheck[]>
  /** Its time has no room for what was found in them: its person was asked to choose another one. */
  readonly anotherTime: boolean
}

/**
 * The visit that a link stands for now; undefined for a token that opens nothing: also while its form is still being
 * filled in, and so many days (setting) after the visit.
 */
export async function visitOfLink(tx: Tx, links: Links, token: string): Promise<Visit | undefined> {
  if (!isLinkToken(token)) return undefined
  const opened = await visitByLink(tx, links.digestOf(token))
  if (!opened || (opened.state === 'held' && opened.holdBrowser !== null)) return undefined
  const visit = await remaining(tx, opened)
  const { linkDays, timeZone } = await getSettings(tx)
  const site = (await listSites(tx)).find(({ id }) => id === visit.siteId)
  return isForgotten(visit, dayOf(tx.now, site?.timeZone ?? timeZone), linkDays) ? undefined : visit
}

/** The visit behind a link with all that its page shows; undefined where visitOfLink says so. */
export async function linkedVisit(tx: Tx, links: Links, token: string): Promise<LinkedVisit | undefined> {
  const visit = await visitOfLink(tx, links, token)
  return visit && describeVisit(tx, visit)
}

/** Who has left the first of two linked visits may still come for the second: the link then stands for that one. */
async function remaining(tx: Tx, visit: Visit): Promise<Visit> {
  if (visit.state !== 'left' || !visit.linked || visit.linked.second) return visit
  return (await loadVisit(tx, visit.linked.visitId)) ?? visit
}

/** A visit with its site, its matters, and until when it is held. */
export async function describeVisit(tx: Tx, visit: Visit): Promise<LinkedVisit> {
  const second = visit.linked && !visit.linked.second ? await loadVisit(tx, visit.linked.visitId) : undefined
  const both = await mattersOf(tx, [visit.id, ...(second ? [second.id] : [])])
  const later = (second && both.get(second.id)) ?? []
  const asked = [...(both.get(visit.id) ?? []), ...later]
  const services = await findServicesById(
    tx,
    asked.map((matter) => matter.serviceId),
  )
  const until = visit.state === 'held' ? (await claimsOf(tx, visit.id))[0]?.until : null
  const site = (await listSites(tx)).find(({ id }) => id === visit.siteId)
  const here = await papersBefore(tx, visit, asked, services)
  const seen = visit.state === 'done' ? await seenPapers(tx, [visit, ...(second ? [second] : [])]) : []
  return {
    visit,
    second,
    site: site && siteOn(site, visit.day),
    movesOn: site ? moveAhead(site, visit.day, dayOf(tx.now, site.timeZone)) : null,
    matters: services.flatMap((service) => {
      const matter = asked.find((each) => each.serviceId === service.id)
      if (!matter) return []
      const { id, people, reference, outcome, answers } = matter
      const papersHere = here.flatMap(({ matterId, item }) => (matterId === id ? [item] : []))
      const isSecond = later.includes(matter)
      const openPapers = outcome === 'done' ? [] : stillOpen(service, answers, seen)
      const known = { service, people, reference, outcome, isSecond, openPapers, papersHere }
      return [{ ...known, ...answered(service, answers) }]
    }),
    heldUntil: until && until > tx.now ? until : null,
    coming: visit.state === 'booked' && (await saidComing(tx, [visit.id])).has(visit.id),
    ...(await checksOf(tx, visit, asked)),
    replacement: visit.state === 'booked' ? await liveReplacement(tx, headOf(visit)) : undefined,
  }
}

/** What is here of the papers of a visit that is still to come, where its services take any. */
async function papersBefore(
  tx: Tx,
  { state }: Visit,
  matters: readonly KnownMatter[],
  services: readonly Service[],
): Promise<readonly { readonly matterId: Id<'matter'>; readonly item: string }[]> {
  if (state !== 'held' && state !== 'booked') return []
  const taking = matters.filter(({ serviceId }) =>
    services.some(({ id, takesPapers }) => id === serviceId && takesPapers),
  )
  if (taking.length === 0) return []
  return papersHereFor(
    tx,
    taking.map(({ id }) => id),
  )
}

type AskedPaper = ReturnType<typeof papersFor>[number]

async function seenPapers(tx: Tx, visits: readonly Visit[]): Promise<MatterPaper[]> {
  return (await Promise.all(visits.map(({ id }) => papersSeen(tx, id)))).flat()
}

/** Where no paper was ticked nobody has looked at them by the list, so nothing is known of what is missing. */
function stillOpen(
  service: Service,
  answers: Answers | undefined,
  seen: readonly MatterPaper[],
): readonly AskedPaper[] {
  const had = seen.filter(({ serviceId }) => serviceId === service.id)
  if (had.length === 0) return []
  return papersFor(service, answers ?? {}).filter(({ paper }) => had.every((each) => each.paper !== paper.de))
}

/** What was said of the papers of a visit that is still to come, or is under way. */
async function checksOf(
  tx: Tx,
  { id, state }: Visit,
  matters: readonly KnownMatter[],
): Promise<Pick<LinkedVisit, 'checks' | 'anotherTime'>> {
  if (isOver(state) || state === 'held') return { checks: new Map(), anotherTime: false }
  const said = await paperChecks(
    tx,
    matters.map((matter) => matter.id),
  )
  return {
    checks: new Map(matters.map((matter) => [matter.reference, said.get(matter.id) ?? []])),
    anotherTime: state === 'booked' && (await anotherTimeAsked(tx, id)),
  }
}

/** Of two linked visits the first stands for both. */
function headOf({ id, linked }: Visit): Id<'visit'> {
  return linked?.second ? linked.visitId : id
}
