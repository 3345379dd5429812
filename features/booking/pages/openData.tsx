import { getSettings } from '#features/authority/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindPage } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { firstFree, leadHistory } from '../actions.ts'
import { askedRange } from '../model/leadTime.ts'
import { everyone } from '../policy.ts'
import { OpenDataPage } from './OpenDataPage.tsx'
import { type BookingPageDeps, html } from './view.ts'

/** How long one waits for a time, for everybody to read. */
export function registerOpenData(
  app: HttpServer<Caller, Authority>,
  { database, frame }: BookingPageDeps,
): void {
  bindPage(app, {
    method: 'GET',
    path: '/open-data',
    policy: everyone,
    async handler(request) {
      const asked = request.query.get('service') ?? ''
      const read = await database.withAuthority(request.authority, (tx) => readPage(tx, asked))
      return html(<OpenDataPage frame={await frame(request)} {...read} />)
    },
  })
}

async function readPage(tx: Tx, asked: string) {
  const free = await firstFree(tx)
  const chosen = free.find(({ service }) => service.key === asked) ?? free[0]
  const today = dayOf(tx.now, (await getSettings(tx)).timeZone)
  const range = askedRange(today, { service: chosen?.service.key })
  const days = chosen && range ? await leadHistory(tx, range) : []
  return { free, chosen, days: days.filter(({ site }) => site === null), at: tx.now }
}
