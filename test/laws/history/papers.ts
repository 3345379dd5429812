import { sql } from 'kysely'
import { findSite } from '#features/authority/actions.ts'
import { type CheckedVisit, checkedVisit } from '#features/precheck/actions.ts'
import { mayBeGreen } from '#features/precheck/model.ts'
import { PAPER_ANSWERS } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { isoInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { raw } from '#platform/db/query.ts'
import type { Answer } from '../http.ts'
import type { Operation, Stage } from './stage.ts'

const SITE = 'mitte'
/** The smallest thing that begins as a PDF does. */
const FILE = '%PDF-1.4\nnichts'

/** People hand papers in by their link; clerks look at them before the visit, make it longer or shorter, or settle it. */
export function paperOperations(stage: Stage): readonly Operation[] {
  const { ground, random, pick, command, counters } = stage

  /** Somebody hands in all that is wanted, or some of it; the pipeline lets most of it through. */
  async function handIn(): Promise<Answer | undefined> {
    const checked = await seen('booked')
    if (!checked) return undefined
    const { id } = checked.visit
    const some = (await papersOf(id)).filter(() => random() < 0.8)
    let last: Answer | undefined
    for (const wanted of some) {
      const answer = await send(id, wanted)
      // No more places for files: a page that says so.
      if (answer.status !== 422) last = answer
    }
    if (random() < 0.9) await letThrough(id)
    return last
  }

  function send(visit: Id<'visit'>, wanted: { readonly matter: string; readonly item: string }) {
    const fields = { idempotencyKey: crypto.randomUUID(), paper: `${wanted.matter}:${wanted.item}` }
    return ground.visitor({ keepAlive: false }).send({
      method: 'POST',
      path: `/v/${ground.links.tokenOf(ground.authority.key, visit, 1)}/upload?lang=de`,
      headers: { 'content-type': 'multipart/form-data; boundary=dran' },
      body: formOf(fields),
    })
  }

  /** What the pipeline writes of files that can be read. */
  const letThrough = (visit: Id<'visit'>) =>
    ground.sql(
      `WITH came AS (
         UPDATE paper_file SET state = 'ready', version = version + 2, content = 2, pages = 1,
           sha256 = decode(repeat('00', 32), 'hex') WHERE visit_id = $1 AND state = 'quarantined' RETURNING id, version
       ) INSERT INTO paper_event (file_id, version, from_state, to_state, happened_at)
         SELECT id, version - 1, 'quarantined', 'checking', now() FROM came
         UNION ALL SELECT id, version, 'checking', 'ready', now() FROM came`,
      [visit],
    )

  /** The papers that somebody who is booked may be asked for. */
  function papersOf(visit: Id<'visit'>): Promise<readonly { matter: string; item: string }[]> {
    return ground.run((tx) =>
      tx.rows(
        raw<{ matter: string; item: string }>(sql`
          SELECT m.matter_id AS matter, p.texts->>'de' AS item FROM visit_matter m
          JOIN service_paper p ON p.service_id = m.service_id WHERE m.visit_id = ${visit}`),
      ),
    )
  }

  /** A visit as the clerk sees it: one of those that were booked last, or one at whose papers somebody has looked. */
  function seen(which: 'booked' | 'looked at'): Promise<CheckedVisit | undefined> {
    const looked =
      which === 'booked' ? sql`` : sql`AND EXISTS (SELECT FROM precheck p WHERE p.visit_id = v.id)`
    return ground.run(async (tx) => {
      const site = (await findSite(tx, SITE)) ?? impossible('no site')
      const some = raw<{ id: Id<'visit'> }>(sql`
        SELECT v.id FROM visit v WHERE v.state = 'booked' AND v.site_id = ${site.id} ${looked}
        ORDER BY v.id DESC LIMIT 12`)
      const visit = pick(await tx.rows(some))
      return visit && checkedVisit(tx, site, visit.id)
    })
  }

  const clerk = () => pick(counters.flatMap(({ visitors }) => visitors)) ?? impossible('no clerk')

  async function look(): Promise<Answer | undefined> {
    const checked = await seen('booked')
    if (!checked) return undefined
    const good = random() < 0.7
    const said = checked.matters.flatMap(({ reference, papers }) =>
      papers
        .filter(({ handedIn }) => (good ? mayBeGreen(handedIn) || random() < 0.05 : random() < 0.5))
        .map(({ item, handedIn }) => ({
          ...{ reference, item, came: handedIn ? isoInstant(handedIn.at) : null },
          ...(good ? { verdict: 'green' } : { verdict: 'question', answer: pick(PAPER_ANSWERS) }),
        })),
    )
    const longer = random() < 0.3 ? { minutes: pick([5, 10, 15, 20, 30, 45]) } : {}
    const { second } = checked
    const later = second && random() < 0.5 ? { secondMinutes: pick([5, 10, second.longest]) } : {}
    const body = {
      version: checked.version,
      said,
      ...(second ? later : longer),
      ...(random() < 0.1 ? { anotherTime: true } : {}),
    }
    return command(clerk(), `/api/sites/${SITE}/prechecks/${checked.visit.id}`, body)
  }

  async function settle(): Promise<Answer | undefined> {
    const checked = await seen('looked at')
    if (!checked) return undefined
    const { version, visit } = checked
    return command(clerk(), `/api/sites/${SITE}/prechecks/${visit.id}/settle`, { version })
  }

  return [
    { name: 'hand in a paper', weight: 2, play: handIn },
    { name: 'pre-check', weight: 2, play: look },
    { name: 'settle', weight: 1, play: settle },
  ]
}

/** A form with one file, as a browser writes it. */
function formOf(fields: Readonly<Record<string, string>>): string {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--dran\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const file = `--dran\r\nContent-Disposition: form-data; name="file"; filename="Blatt.pdf"\r\nContent-Type: application/pdf\r\n\r\n${FILE}\r\n`
  return `${parts.join('')}${file}--dran--\r\n`
}
