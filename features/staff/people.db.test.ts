import { describe, expect, it } from 'vitest'
import { HOME, openStaffCity, PEOPLE } from '#test/staffCity.ts'
import { importStaff } from './actions.ts'
import type { StaffImport } from './model.ts'

const { hash, run, signedIn, wrong, actionsIn } = openStaffCity()

describe('the import of people', () => {
  it('creates, changes, and lets go', async () => {
    const list = PEOPLE.filter(({ login }) => login !== 'schalter2').map((person) =>
      person.login === 'schalter' ? { ...person, name: 'Katrin Neu' } : person,
    )
    const newcomer: StaffImport = { ...(PEOPLE[0] as StaffImport), login: 'neu', name: 'Nora Neu' }
    const result = await run((tx) =>
      importStaff(tx, [...list, newcomer], (login) => (login === 'neu' ? hash() : null)),
    )
    expect(result).toEqual({ ok: true, value: { created: 1, changed: 1, deactivated: 1 } })
    await signedIn('neu')
    await signedIn('schalter')
    expect(await wrong('schalter2', HOME)).toEqual({ ok: false, code: 'wrong_credentials' })
    const back = await run((tx) => importStaff(tx, PEOPLE, () => null))
    expect(back).toEqual({ ok: true, value: { created: 0, changed: 2, deactivated: 1 } })
    await signedIn('schalter2')
  })

  it('does nothing the second time', async () => {
    const result = await run((tx) => importStaff(tx, PEOPLE, () => null))
    expect(result).toEqual({ ok: true, value: { created: 0, changed: 0, deactivated: 0 } })
    expect(await actionsIn()).toEqual([])
  })

  it('refuses a site that does not exist, and a login that is named twice', async () => {
    const [person] = PEOPLE as [StaffImport]
    const results = await run(async (tx) => [
      await importStaff(tx, [{ ...person, site: 'atlantis' }], () => null),
      await importStaff(tx, [person, person], () => null),
    ])
    expect(results.map((result) => !result.ok && result.code)).toEqual(['unknown_site', 'duplicate_login'])
  })
})
