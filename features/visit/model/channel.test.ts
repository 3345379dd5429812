import { expect, it } from 'vitest'
import { MESSAGE_CHANNELS, wayTo } from './channel.ts'

const both = { email: 'ada@mail.example', phone: '0170 1234567' }

it.each([
  [null, both, { channel: 'mail', recipient: both.email }],
  ['mail', both, { channel: 'mail', recipient: both.email }],
  ['sms', both, { channel: 'sms', recipient: '+491701234567' }],
  ['push', both, { channel: 'push', recipient: '' }],
  ['letter', both, { channel: 'letter', recipient: '' }],
  ['telephone', both, { channel: 'telephone', recipient: '' }],
  // What was chosen cannot reach them.
  ['sms', { ...both, phone: '030 115' }, { channel: 'mail', recipient: both.email }],
  ['sms', { email: null, phone: '030 115' }, undefined],
  [null, { email: null, phone: both.phone }, undefined],
  ['mail', { email: null, phone: null }, undefined],
] as const)('told by %s', (toldBy, contact, way) => {
  expect(wayTo({ ...contact, toldBy })).toEqual(way)
})

it('every channel has a way, so that none is forgotten here', () => {
  expect(MESSAGE_CHANNELS.map((toldBy) => wayTo({ ...both, toldBy })?.channel)).toEqual([...MESSAGE_CHANNELS])
})
