import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Texts } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { listServices, readChecklist, restoreChecklist, writeChecklist } from './actions.ts'
import type { EditedChecklist } from './model/editing.ts'

const SERVICE = 'passport'
let city: City
beforeAll(async () => {
  city = await openCity()
})
afterEach(() => city.unchanged())

const run = <T>(work: (tx: Tx) => Promise<T>) => city.database.withAuthority(city.authority, work)
const words = (text: string): Texts => ({ de: text, 'de-simple': text, en: text })
const now = () => run(async (tx) => (await readChecklist(tx, SERVICE)) ?? impossible('no service'))
const listOf = (name: string, rest: Partial<EditedChecklist> = {}): EditedChecklist => ({
  questions: [{ key: 'lost', kind: 'yes_no', texts: { question: words('Verloren?') }, answers: [] }],
  papers: [
    { ...words(name), when: null, onlyIf: null, choice: null },
    { ...words('Anzeige'), when: [{ lost: ['yes'] }], onlyIf: words('Wenn er verloren ist'), choice: null },
  ],
  takesPapers: true,
  paperDays: 30,
  settledByPapers: false,
  ...rest,
})
const write = async (checklist: EditedChecklist, seen?: string) => {
  const known = seen ?? (await now()).seen
  return run((tx) => writeChecklist(tx, { serviceKey: SERVICE, seen: known, checklist }))
}

describe('what to bring, changed on a screen', () => {
  test('holds at once for everybody, and what came with the file is the first version', async () => {
    const before = await now()
    expect(before.versions).toEqual([])
    expect((await write(listOf('Ein Foto von heute'))).ok).toBe(true)
    const service = (await run(listServices)).find(({ key }) => key === SERVICE)
    expect(service).toMatchObject({ takesPapers: true, paperDays: 30, questions: [{ key: 'lost' }] })
    expect(service?.papers.map(({ de }) => de)).toEqual(['Ein Foto von heute', 'Anzeige'])
    const after = await now()
    expect(after.content).toEqual(listOf('Ein Foto von heute'))
    expect(after.versions.map(({ version, imported }) => [version, imported])).toEqual([
      [2, false],
      [1, true],
    ])
    expect(after.versions[1]?.content).toEqual(before.content)
  })

  test('goes back to any earlier version', async () => {
    const { seen, versions } = await now()
    const file = versions.find(({ imported }) => imported) ?? impossible('no version of the file')
    const back = await run((tx) => restoreChecklist(tx, { serviceKey: SERVICE, seen, version: file.id }))
    expect(back.ok).toBe(true)
    const after = await now()
    expect(after.content).toEqual(file.content)
    expect(after.versions[0]?.restores).toBe(file.id)
    const other = await run((tx) =>
      restoreChecklist(tx, { serviceKey: 'identity-card', seen: after.seen, version: file.id }),
    )
    expect(other).toEqual({ ok: false, code: 'unknown_version' })
  })

  test('is refused with a gap, unchanged, or for a service that there is not; then nothing is kept', async () => {
    const before = await now()
    const gap = listOf('x', { papers: listOf('x').papers.slice(1) })
    expect(await write(gap)).toEqual({ ok: false, code: 'bad_checklist' })
    expect(await write(before.content)).toEqual({ ok: false, code: 'nothing_changed' })
    expect(
      await run((tx) =>
        writeChecklist(tx, { serviceKey: 'none', seen: before.seen, checklist: listOf('x') }),
      ),
    ).toEqual({ ok: false, code: 'unknown_service' })
    expect(await now()).toEqual(before)
  })

  test('what an import has changed meanwhile is overwritten by nobody who has not seen it', async () => {
    const { seen } = await now()
    await asOwner(city.ownerUrl, async (owner) => {
      await owner.query(`UPDATE ${city.authority.schema}.service SET paper_days = 99 WHERE key = $1`, [
        SERVICE,
      ])
    })
    expect(await write(listOf('Ein Foto'), seen)).toEqual({ ok: false, code: 'changed_meanwhile' })
    expect((await write(listOf('Ein Foto'))).ok).toBe(true)
    // The way back to what the import brought is kept, too.
    expect((await now()).versions[1]).toMatchObject({ imported: true, content: { paperDays: 99 } })
  })

  test('of two who write at once one is told', async () => {
    for (let round = 0; round < 10; round++) {
      const { seen } = await now()
      const both = await Promise.all([
        write(listOf(`Eins ${round}`), seen),
        write(listOf(`Zwei ${round}`), seen),
      ])
      expect(both.map((each) => (each.ok ? 'written' : each.code)).sort()).toEqual([
        'changed_meanwhile',
        'written',
      ])
    }
  })

  test('without what was seen the second overwrites the first (control)', async () => {
    const blind = async (name: string) => {
      const { seen } = await now()
      return write(listOf(name), seen)
    }
    expect((await blind('Eins')).ok).toBe(true)
    expect((await blind('Zwei')).ok).toBe(true)
  })
})
