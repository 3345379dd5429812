import { type CheckEnd, endCheck } from '#features/papers/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { type Instant, isoInstant, localDate } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Ground } from './laws/ground.ts'

/** What the pipeline says of a file that can be looked at. */
export const SEEN = {
  pages: 1,
  sealedBytes: 10,
  wrapped: Buffer.alloc(60),
  keptUntil: localDate('2027-12-31'),
  sha256: Buffer.alloc(32),
  unchecked: false,
} as const

/** Lets papers come for visits by their rows alone: no file, no key, no sandbox. */
export function handingIn(ground: Pick<Ground, 'run' | 'sql'>, now: Instant) {
  /** The first matter of a visit. */
  async function matterOf(id: Id<'visit'>): Promise<{ id: string; reference: string }> {
    const [row] = await ground.sql<{ id: string; reference: string }>(
      'SELECT m.id, m.reference FROM matter m JOIN visit_matter v ON v.matter_id = m.id WHERE v.visit_id = $1',
      [id],
    )
    return row ?? impossible('no matter')
  }

  /** A paper has come for a visit; unless it is still in quarantine, the pipeline has let it through. */
  async function handIn(
    visit: Visit,
    item: string,
    at: Instant,
    slot: number,
    state: 'quarantined' | 'ready' = 'ready',
  ): Promise<Id<'paperFile'>> {
    const matter = await matterOf(visit.id)
    const [paper] = await ground.sql<{ id: string }>(
      `INSERT INTO paper (id, matter_id, item, created_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT ON CONSTRAINT paper_once DO UPDATE SET item = excluded.item RETURNING id`,
      [newId(at), matter.id, item, isoInstant(at)],
    )
    const id = newId<'paperFile'>(at)
    await ground.sql(
      `WITH came AS (
         INSERT INTO paper_file (id, paper_id, visit_id, slot, page_order, version, state, name, kind, bytes,
           received_bytes, sealed_bytes, wrapped_key, content, kept_until, due_at, created_at, changed_at)
         VALUES ($1, $2, $3, $4, $4, 2, 'quarantined', 'Foto.jpg', 'jpeg', 10, 10, 10, decode(repeat('00', 60), 'hex'), 1,
           '2027-12-31', $5, $5, $5)
         RETURNING id
       ) INSERT INTO paper_event (file_id, version, from_state, to_state, happened_at)
         SELECT id, 1, NULL, 'received', $5::timestamptz FROM came
         UNION ALL SELECT id, 2, 'received', 'quarantined', $5::timestamptz FROM came`,
      [id, paper?.id, visit.id, slot, isoInstant(at)],
    )
    if (state === 'ready') await look(id, { ...SEEN, to: 'ready' })
    return id
  }

  /** The pipeline takes a file in quarantine, and its look ends as is said. */
  async function look(id: Id<'paperFile'>, end: CheckEnd): Promise<void> {
    await ground.sql(
      `WITH taken AS (UPDATE paper_file SET state = 'checking', version = 3 WHERE id = $1 RETURNING id)
       INSERT INTO paper_event (file_id, version, from_state, to_state, happened_at)
         SELECT id, 3, 'quarantined', 'checking', $2::timestamptz FROM taken`,
      [id, isoInstant(now)],
    )
    const file = { id, kind: 'jpeg', version: 3, state: 'checking', key: Buffer.alloc(32) } as const
    if (!(await ground.run((tx) => endCheck(tx, file, end), now))) impossible('nobody waits for the look')
  }

  return { matterOf, handIn, look }
}
