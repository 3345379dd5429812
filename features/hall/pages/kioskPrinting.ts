import { findSite } from '#features/authority/actions.ts'
import { agentsAt } from '#features/device/actions.ts'
import { type Device, printerNow, prints } from '#features/device/model.ts'
import { noteStandIn, printsOf, queuePrint } from '#features/print/actions.ts'
import type { PrintJob } from '#features/print/model.ts'
import { isOver, type Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { MINUTE } from '#kernel/instant.ts'
import { fail, ok } from '#kernel/result.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { RequestCookies } from '#platform/http/cookies.ts'
import { bookingSlip, slipOf } from '../actions.ts'
import { printJobRoute, printTicketRoute } from '../contract/print.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import type { Printing } from './KioskPrint.tsx'
import type { KioskTime } from './kioskBooking.ts'
import { kioskHere } from './kioskHere.ts'
import { type KioskPlace, RESULT_COOKIE } from './kioskPlace.ts'
import { visitBehind } from './visitBehind.ts'

/** So long the kiosk says of a ticket that came out that it can be taken. */
const JUST_PRINTED = 2 * MINUTE

/** The agent that prints for the kiosk that asks, if there is one. */
async function agentHere(tx: Tx, siteId: Id<'site'>, cookies: RequestCookies): Promise<Device | undefined> {
  return (await agentsAt(tx, siteId, (await kioskHere(tx, siteId, cookies))?.id)).agent
}

/** How the kiosk that asks prints now: without an agent its browser does. */
export async function printingHere(
  tx: Tx,
  siteId: Id<'site'>,
  cookies: RequestCookies,
): Promise<KioskPlace['printing']> {
  const agent = await agentHere(tx, siteId, cookies)
  if (!agent) return 'browser'
  return prints(printerNow(agent, tx.now)?.state) ? 'agent' : 'screen'
}

/** What the page with somebody's number says of paper. A ticket that was printed once is not printed by itself again. */
export async function printingOf(
  tx: Tx,
  place: KioskPlace,
  visit: Visit,
  { phoneAddress, cookies }: { readonly phoneAddress: string; readonly cookies: RequestCookies },
): Promise<Printing> {
  if (place.printing === 'browser') return { by: 'browser' }
  const first = (await printsOf(tx, visit.id)).find(({ copy }) => copy === 1)
  if (first?.state === 'failed') return { by: 'screen' }
  if (first?.state === 'printed' && tx.now - first.changedAt > JUST_PRINTED) return { by: 'nobody' }
  if (!first && place.printing === 'screen') {
    const agent = await agentHere(tx, place.site.id, cookies)
    if (agent) await noteStandIn(tx, agent, visit.id)
    return { by: 'screen' }
  }
  return { by: 'agent', slip: await slipOf(tx, visit, place.site, place.language, phoneAddress) }
}

/** What the page with a booked time says of paper: what stands on the ticket of a booking is made like that of a number. */
export async function bookingPrintingOf(
  tx: Tx,
  place: KioskPlace,
  { visit, site, services }: KioskTime,
  { address, cookies }: { readonly address: string; readonly cookies: RequestCookies },
): Promise<Printing> {
  if (place.printing === 'browser') return { by: 'browser' }
  const [first] = await printsOf(tx, visit.id)
  if (first?.state === 'failed') return { by: 'screen' }
  if (!first && place.printing === 'screen') {
    const agent = await agentHere(tx, place.site.id, cookies)
    if (agent) await noteStandIn(tx, agent, visit.id)
    return { by: 'screen' }
  }
  return { by: 'agent', slip: bookingSlip(visit, site, services, place.language, address) }
}

/** What the script of the kiosk asks for: print the ticket that the page shows, and what has become of it. */
export function registerKioskPrinting(app: HallServer, { database, links }: HallPagesDeps): void {
  const shown = (job: PrintJob) => ok({ job: job.id, state: job.state, reason: job.reason })

  bindRoute(app, printTicketRoute, {
    policy: everyone,
    // Never among the stored answers; asking twice is safe by itself.
    handler: ({ authority, cookies, params, body }) =>
      runCommand(database, authority, null, async (tx) => {
        const behind = await visitBehind(tx, links, cookies.getSecret(RESULT_COOKIE) ?? '')
        const site = await findSite(tx, params.site)
        if (!behind || !site || behind.isPast || isOver(behind.visit.state)) return fail('no_ticket')
        if (!isTicketOf(behind.visit, site.id) && !isBookedAtKiosk(behind.visit)) return fail('no_ticket')
        const first = (await printsOf(tx, behind.visit.id)).find(({ copy }) => copy === 1)
        if (first) return shown(first)
        const agent = await agentHere(tx, site.id, cookies)
        if (!agent || !prints(printerNow(agent, tx.now)?.state)) return fail('no_printer')
        const queued = await queuePrint(tx, agent, behind.visit.id, body, 'first')
        return queued.ok ? shown(queued.value) : queued
      }),
  })

  bindRoute(app, printJobRoute, {
    policy: everyone,
    handler: ({ authority, cookies, params }) =>
      database.withAuthority(authority, async (tx) => {
        const behind = await visitBehind(tx, links, cookies.getSecret(RESULT_COOKIE) ?? '')
        const jobs = behind ? await printsOf(tx, behind.visit.id) : []
        const job = jobs.find(({ id }) => id === params.job)
        return job ? shown(job) : fail('not_found')
      }),
  })
}

function isTicketOf({ siteId, ticketNumber }: Visit, here: Id<'site'>): boolean {
  return siteId === here && ticketNumber !== null
}

/** A time that was booked at a kiosk, perhaps for another site, is printed where it was booked. */
function isBookedAtKiosk({ channel, state }: Visit): boolean {
  return channel === 'kiosk' && state === 'booked'
}
