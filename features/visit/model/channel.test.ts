import { expect, it } from 'vitest'
import { MESSAGE_CHANNELS, wayTo } from './channel.ts'

const both = {
  email: 'ada@mail.example',
  phone: '0170 1234567',
  name: 'Ada Lind',
  postal: { addition: null, street: 'Am Markt 1', postcode: '50667', town: 'Köln', country: 'DE' },
}

it.each([
  [null, both, { channel: 'mail', recipient: both.email }],
  ['mail', both, { channel: 'mail', recipient: both.email }],
  ['sms', both, { channel: 'sms', recipient: '+491701234567' }],
  ['push', both, { channel: 'push', recipient: '' }],
  ['letter', both, { channel: 'letter', recipient: 'Ada Lind\nAm Markt 1\n50667 Köln' }],
  ['telephone', both, { channel: 'telephone', recipient: '' }],
  // What was chosen cannot reach them.
  ['sms', { ...both, phone: '030 115' }, { channel: 'mail', recipient: both.email }],
  ['sms', { email: null, phone: '030 115' }, undefined],
  [
    'letter',
    { email: both.email, phone: null, name: 'Ada Lind' },
    { channel: 'mail', recipient: both.email },
  ],
  ['letter', { email: null, phone: null, name: 'Ada Lind' }, undefined],
  [null, { email: null, phone: both.phone }, undefined],
  ['mail', { email: null, phone: null }, undefined],
] as const)('told by %s', (toldBy, contact, way) => {
  expect(wayTo({ ...contact, toldBy })).toEqual(way)
})

it('every channel has a way, so that none is forgotten here', () => {
  expect(MESSAGE_CHANNELS.map((toldBy) => wayTo({ ...both, toldBy })?.channel)).toEqual([...MESSAGE_CHANNELS])
})
