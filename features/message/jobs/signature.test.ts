import { generateKeyPairSync } from 'node:crypto'
import { authenticate } from 'mailauth'
import { describe, expect, it } from 'vitest'
import { impossible } from '#kernel/result.ts'
import { MAIL_FACTS } from '#test/mailFacts.ts'
import { buildMail } from './mime.ts'
import { readSigningKey } from './signature.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const pem = (key: typeof pair.privateKey) => key.export({ type: 'pkcs8', format: 'pem' }).toString()
const publicKey = pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')

const read = readSigningKey('neuwalden.example.s2027.pem', pem(pair.privateKey))
const key = read.ok ? read.value : impossible(read.code)

async function bytesOf(): Promise<Buffer> {
  const mail = await buildMail(MAIL_FACTS, 'anna@mail.example', (domain) =>
    domain === key.domain ? key : undefined,
  )
  return mail.ok ? mail.value.bytes : impossible(mail.code)
}

/** What another program thinks of the signature, with the public key as the DNS would give it. */
async function verdict(bytes: Buffer): Promise<string | undefined> {
  const { dkim } = await authenticate(bytes, {
    ip: '192.0.2.1',
    helo: 'mail.neuwalden.example',
    sender: 'termine@neuwalden.example',
    resolver: async (name, type) => {
      if (name === 's2027._domainkey.neuwalden.example' && type === 'TXT')
        return [[`v=DKIM1; k=rsa; p=${publicKey}`]]
      throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
    },
  })
  return dkim.results[0]?.status.result
}

describe('a signed mail', () => {
  it('is found genuine by another program', async () => {
    expect(await verdict(await bytesOf())).toBe('pass')
  })

  it.each([
    ['the text', /Personalausweis/, 'Reisepass'],
    ['the subject', /^Subject: /m, 'Subject: Eilig '],
    ['the sender', /^From: .*$/m, 'From: evil@neuwalden.example'],
    ['where answers go', /^Reply-To: .*$/m, 'Reply-To: evil@x.example'],
  ])('is not, once %s was changed on the way (control)', async (_what, from, to) => {
    const text = (await bytesOf()).toString('latin1')
    const changed = text.replace(from, to)
    expect(changed).not.toBe(text)
    expect(await verdict(Buffer.from(changed, 'latin1'))).not.toBe('pass')
  })

  it('has the same bytes each time, so that a repeat is known', async () => {
    expect(await bytesOf()).toEqual(await bytesOf())
  })
})

describe('a file with a key', () => {
  const small = generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey
  const curve = generateKeyPairSync('ed25519').privateKey

  it.each([
    ['termine.neuwalden.example.s2027.pem', pem(pair.privateKey), undefined],
    ['s2027.pem', pem(pair.privateKey), 'bad_name'],
    ['neuwalden.example.s2027.pem', 'no key at all', 'no_key'],
    ['neuwalden.example.s2027.pem', pem(small), 'not_rsa_2048'],
    ['neuwalden.example.s2027.pem', pem(curve), 'not_rsa_2048'],
  ])('%s is read, or refused with its reason', (name, text, refused) => {
    const found = readSigningKey(name, text)
    expect(found.ok ? undefined : found.code).toBe(refused)
  })
})
