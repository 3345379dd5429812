import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'

const SENDER = {
  name: 'Kundenzentrum Mitte',
  address: 'mitte@neuwalden.example',
  replyAddress: 'post@neuwalden.example',
}
const KEY = { domain: 'neuwalden.example', selector: 's', privateKey: '' }

let ground: Ground
let admin: Visitor
let cityDomain = ''

beforeAll(async () => {
  ground = await openGround({ at: CALLING, server: { signingKeys: new Map([[KEY.domain, KEY]]) } })
  admin = await signIn(ground.visitor(), 'verwaltung')
  const [row] = await ground.sql<{ sender_address: string }>('SELECT sender_address FROM setting')
  cityDomain = row?.sender_address.split('@')[1] ?? ''
})
afterAll(() => ground.close())
beforeEach(() => ground.sql('DELETE FROM site_sender'))

const change = (sender: unknown, site = 'mitte') => admin.call(`/api/senders/${site}`, { sender })
const senderOf = async (site: string) => {
  const { json } = await admin.get('/api/senders')
  return json.sites.find((each: { site: string }) => each.site === site)?.sender
}

describe('the sender of a site', () => {
  it('is given by an administrator, holds from the next mail, is taken away again, and the audit knows it', async () => {
    expect(cityDomain).toBe(KEY.domain)
    expect((await change(SENDER)).status).toBe(204)
    expect(await senderOf('mitte')).toEqual(SENDER)
    expect(await senderOf('nord')).toBeNull()
    expect((await change(null)).status).toBe(204)
    expect(await senderOf('mitte')).toBeNull()
    const audit = await ground.sql("SELECT 1 FROM audit WHERE action = 'sender_changed'")
    expect(audit).toHaveLength(2)
    await ground.city.unchanged()
  })

  it.each([
    [{ ...SENDER, name: 'Mitte\r\nBcc: evil@x.example' }, 'bad_sender_name'],
    [{ ...SENDER, address: 'mitte@neuwalden.example>' }, 'bad_sender_address'],
    [{ ...SENDER, replyAddress: 'a@b.example, c@d.example' }, 'bad_reply_address'],
    [{ ...SENDER, address: 'mitte@elsewhere.example' }, 'unsigned_domain'],
  ])('%j is refused', async (sender, code) => {
    const answer = await change(sender)
    expect([answer.status, answer.json.code]).toEqual([422, code])
    expect(await senderOf('mitte')).toBeNull()
  })

  it('of a site that there is not is refused', async () => {
    expect((await change(SENDER, 'nowhere')).json.code).toBe('unknown_site')
  })

  it('is no matter of anybody else', async () => {
    for (const login of ['leitung', 'schalter', 'telefon']) {
      const other = await signIn(ground.visitor(), login)
      expect((await other.get('/api/senders')).status).toBe(403)
      expect((await other.call('/api/senders/mitte', { sender: SENDER })).status).toBe(403)
    }
  })

  it('cannot be written past the form with a line break (control: a plain one can)', async () => {
    const write = (address: string) =>
      ground.sql(
        "INSERT INTO site_sender (site_id, name, address) SELECT id, 'Mitte', $1 FROM site WHERE key = 'mitte'",
        [address],
      )
    await expect(write('mitte@neuwalden.example\r\nBcc: evil@x.example')).rejects.toThrow(
      'site_sender_address_check',
    )
    await write('mitte@neuwalden.example')
  })
})
