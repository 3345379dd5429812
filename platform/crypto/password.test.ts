import { describe, expect, it } from 'vitest'
import { hashPassword, PASSWORD_MOST_CHARACTERS, verifyNothing, verifyPassword } from './password.ts'

describe('passwords', () => {
  it('fit their own hash and no other word does', async () => {
    const stored = await hashPassword('richtig Pferd')
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await verifyPassword('richtig Pferd', stored)).toEqual({ fits: true, outdated: false })
    expect(await verifyPassword('richtig pferd', stored)).toEqual({ fits: false, outdated: false })
  })

  it('get a new salt each time', async () => {
    expect(await hashPassword('same')).not.toBe(await hashPassword('same'))
  })

  it('are the same however the device writes an umlaut', async () => {
    const stored = await hashPassword('Gru\u0308n')
    expect((await verifyPassword('Gr\u00fcn', stored)).fits).toBe(true)
  })

  it('reports a hash that was made cheaper than today', async () => {
    const stored = await hashPassword('old', { memory: 8 * 1024, passes: 1, parallelism: 1 })
    expect(await verifyPassword('old', stored)).toEqual({ fits: true, outdated: true })
  })

  it('never fit a text that is no hash', async () => {
    const texts = ['', 'richtig Pferd', '$argon2id$v=19$m=0,t=0,p=0$$', '$2b$12$abc']
    for (const text of texts) expect((await verifyPassword('richtig Pferd', text)).fits).toBe(false)
  })

  it('refuses a hash whose tag was changed (control for the comparison)', async () => {
    const stored = await hashPassword('word')
    const last = stored.at(-2) === 'A' ? 'B' : 'A'
    expect((await verifyPassword('word', stored.slice(0, -2) + last + stored.slice(-1))).fits).toBe(false)
  })

  it('are refused when too long, never cut', async () => {
    const long = 'x'.repeat(PASSWORD_MOST_CHARACTERS + 1)
    await expect(hashPassword(long)).rejects.toThrow('too long')
    const stored = await hashPassword(long.slice(1))
    expect((await verifyPassword(long, stored)).fits).toBe(false)
  })

  it('costs a try for an unknown name as much as for a known one', async () => {
    const stored = await hashPassword('word')
    const known = await workOf(() => verifyPassword('wrong', stored))
    const unknown = await workOf(() => verifyNothing('wrong'))
    expect(unknown).toBeGreaterThan(known / 4)
  })
})

/** The least work of three rounds, in microseconds of the processor: time would also measure what runs beside it. */
async function workOf(work: () => Promise<unknown>): Promise<number> {
  const used: number[] = []
  for (let round = 0; round < 3; round += 1) {
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    used.push(user + system)
  }
  return Math.min(...used)
}
