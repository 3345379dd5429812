import type { Static } from 'typebox'
import { getSettings, listSites } from '#features/authority/actions.ts'
import { birthAsked } from '#features/booking/actions.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { type Answers, paperInWords, papersFor, type Service } from '#features/catalogue/model.ts'
import { seatOf } from '#features/staff/actions.ts'
import { type Caller, callerName, type StaffCaller } from '#features/staff/model.ts'
import {
  contactOf,
  earlierVisits,
  mattersOf,
  notesOf,
  paperChecks,
  papersSeen,
  secondToCome,
} from '#features/visit/actions.ts'
import { type Links, type Visit, type VisitMatter, videoRoom } from '#features/visit/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { isoInstant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runShownCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  type CounterAlone,
  type CounterDay,
  counterAlone,
  hallRulesOf,
  siteOfCounter,
  undoable,
} from '../actions.ts'
import { type CounterView, openCounterRoute } from '../contract.ts'
import { actsAt } from '../policy.ts'
import type { HallDeps } from '../routes.ts'
import { type KeyOf, keysOf, presentVisit } from './present.ts'

type Shown = Static<typeof CounterView>
/** What is kept of a command at a counter. `untied`: numbers of those who are no longer tied to it, since it closed. */
type Place = Pick<CounterDay, 'counterId' | 'siteId'> & { readonly untied?: readonly string[] }
type CounterRequest = {
  readonly authority: Authority
  readonly caller: Caller
  readonly params: { readonly counter: string }
  readonly idempotencyKey: string
}

/** The counter for somebody who may act there, or nothing. */
export async function counterFor(
  tx: Tx,
  caller: Caller,
  counter: string,
): Promise<(CounterDay & { caller: StaffCaller }) | undefined> {
  const counterId = asId<'counter'>(counter)
  const siteId = await siteOfCounter(tx, counterId)
  if (!siteId || caller.kind !== 'staff' || !actsAt(caller, siteId)) return undefined
  const site =
    (await listSites(tx)).find((each) => each.id === siteId) ?? impossible('a counter without site')
  return { siteId, counterId, day: dayOf(tx.now, site.timeZone), caller }
}

/** What the counter shows. The name only of the person who is called or served here, and only to who sits here. */
async function show(
  tx: Tx,
  links: Links,
  { counterId, siteId, untied = [] }: Place,
  sitsHere: boolean,
): Promise<Shown> {
  const site =
    (await listSites(tx)).find((each) => each.id === siteId) ?? impossible('a counter without site')
  const keyOf = keysOf(await listServices(tx))
  // What does not need one another is asked in one way to the database: after each press somebody waits for it.
  const [now, rules, undo] = await Promise.all([
    counterAlone(tx, site, counterId),
    hallRulesOf(tx, siteId),
    sitsHere ? undoAtCounter(tx, counterId) : null,
  ])
  return {
    counter: counterId,
    key: now.counter.key,
    site: site.key,
    open: now.open,
    waitingHere: now.waitingHere,
    untied: [...untied],
    at: isoInstant(tx.now),
    callsBeforeMissed: rules.callsBeforeMissed,
    pausedAt: now.pausedAt && isoInstant(now.pausedAt),
    undo,
    ...(now.visit ? await personAtCounter(tx, links, { ...now, visit: now.visit }, keyOf, sitsHere) : NOBODY),
  }
}

type Person = Pick<
  Shown,
  'visit' | 'matters' | 'afterwards' | 'notes' | 'name' | 'birthAsked' | 'companions' | 'phone' | 'videoLink'
>
const NOBODY: Person = {
  visit: null,
  matters: [],
  afterwards: null,
  notes: [],
  name: null,
  birthAsked: false,
  companions: [],
  phone: null,
  videoLink: null,
}

/** Whom the counter has and what for; what only whoever sits there may know is left out for others. */
async function personAtCounter(
  tx: Tx,
  links: Links,
  { visit, services, matters }: CounterAlone & { readonly visit: Visit },
  keyOf: KeyOf,
  sitsHere: boolean,
): Promise<Person> {
  const [matterRows, afterwards, contact, notes, asked] = await Promise.all([
    mattersAtCounter(tx, visit, matters, keyOf),
    afterwardsAtCounter(tx, visit, keyOf),
    sitsHere ? contactOf(tx, visit.id) : undefined,
    sitsHere ? notesOf(tx, visit.id) : [],
    sitsHere && birthAsked(tx, visit.id),
  ])
  return {
    visit: presentVisit(visit, services, keyOf),
    matters: matterRows,
    afterwards,
    notes: notes.map(({ text, writtenAt }) => ({ text, writtenAt: isoInstant(writtenAt) })),
    name: contact?.name ?? null,
    birthAsked: asked,
    companions: [...(contact?.companions ?? [])],
    phone: visit.kind === 'telephone' ? (contact?.phone ?? null) : null,
    videoLink: sitsHere ? videoRoom(links, tx.authority.key, visit, (await getSettings(tx)).videoLink) : null,
  }
}

/** What can be taken back here, for as long as it can. */
async function undoAtCounter(tx: Tx, counterId: Id<'counter'>): Promise<Shown['undo']> {
  const last = await undoable(tx, counterId)
  return last
    ? { event: last.event, ticketNumber: last.visit?.ticketNumber ?? null, until: isoInstant(last.until) }
    : null
}

/** What the visit at a counter is about, each with the visits that went before. */
async function mattersAtCounter(
  tx: Tx,
  visit: Visit,
  matters: readonly VisitMatter[],
  keyOf: KeyOf,
): Promise<Shown['matters']> {
  const [before, seen, checks] = await Promise.all([
    earlierVisits(tx, visit),
    papersSeen(tx, visit.id),
    paperChecks(
      tx,
      matters.map((matter) => matter.id),
    ),
  ])
  const sites = new Map((await listSites(tx)).map((site) => [site.id, site.key]))
  const services = await listServices(tx)
  return matters.map(({ id, serviceId, people, reference, outcome: settled, answers }) => ({
    service: keyOf(serviceId),
    people,
    reference,
    papers: papersAsked(
      services.find((service) => service.id === serviceId),
      answers ?? {},
    ).map(({ paper, name }) => {
      const at = seen.find((one) => one.serviceId === serviceId && one.paper === paper)?.seenAt
      const verdict = checks.get(id)?.find(({ item }) => item === paper)?.verdict ?? null
      return { paper, name, seenAt: at === undefined ? null : isoInstant(at), verdict }
    }),
    outcome: settled,
    earlier: (before.get(id) ?? []).map(({ day, siteId, outcome }) => ({
      day,
      // A site that has been given up since is named by its id.
      site: sites.get(siteId) ?? siteId,
      outcome,
    })),
  }))
}

/** The papers that somebody brings by their answers; what depends on an open question says on what. */
function papersAsked(service: Service | undefined, answers: Answers) {
  return (service ? papersFor(service, answers) : []).map(({ paper, certain }) => {
    const inWords = (language: Language) => paperInWords(paper, certain, language)
    return {
      paper: paper.de,
      name: { de: inWords('de'), 'de-simple': inWords('de-simple'), en: inWords('en') },
    }
  })
}

/** What comes after the visit at a counter, if it is the first of two linked ones. */
async function afterwardsAtCounter(tx: Tx, visit: Visit, keyOf: KeyOf): Promise<Shown['afterwards']> {
  const second = await secondToCome(tx, visit)
  if (!second || second.appointmentAt === null) return null
  const matters = (await mattersOf(tx, [second.id])).get(second.id) ?? []
  return {
    startsAt: isoInstant(second.appointmentAt),
    services: matters.map(({ serviceId }) => keyOf(serviceId)),
  }
}

async function sitsAt(tx: Tx, caller: Caller, counterId: Id<'counter'>): Promise<boolean> {
  return caller.kind === 'staff' && (await seatOf(tx, caller)) === counterId
}

/** What every command at a counter needs: to run where the caller sits, and to show the counter afterwards. */
export function counterCommands({ database, links }: HallDeps) {
  /**
   * Runs a command at a counter where the caller sits (or, to open, sits down), and shows it afterwards. `untied`: who is
   * no longer tied to the counter by what was done.
   */
  function act<Done, Code extends string>(
    kind: string,
    request: CounterRequest,
    input: unknown,
    work: (tx: Tx, here: CounterDay & { caller: StaffCaller }) => Promise<Result<Done, Code>>,
    untied?: (done: Done) => readonly string[],
  ): Promise<Result<Shown, Code | 'forbidden' | 'not_seated'>> {
    const caller = callerName(request.caller)
    const command = { key: request.idempotencyKey, kind, caller, input: [request.params.counter, input] }
    return runShownCommand<Place, Shown, Code | 'forbidden' | 'not_seated'>(
      database,
      request.authority,
      command,
      async (tx) => {
        const here = await counterFor(tx, request.caller, request.params.counter)
        if (!here) return fail('forbidden')
        if (kind !== openCounterRoute.id && here.caller.counterId !== here.counterId)
          return fail('not_seated')
        const done = await work(tx, here)
        if (!done.ok) return done
        const { counterId, siteId } = here
        return ok({ counterId, siteId, ...(untied && { untied: untied(done.value) }) })
      },
      // To somebody who has left meanwhile the answer names nobody.
      async (tx, place) => show(tx, links, place, await sitsAt(tx, request.caller, place.counterId)),
    )
  }

  return { act, show: (tx: Tx, place: Place, sitsHere: boolean) => show(tx, links, place, sitsHere) }
}
