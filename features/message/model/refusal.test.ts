import { expect, it } from 'vitest'
import { refusesAddress } from './refusal.ts'
import { whyUndelivered } from './undelivered.ts'

it.each([
  ['550 5.1.1 no such mailbox', true],
  ['550-5.1.1 The account does not exist.', true],
  ['553 5.1.3 bad address', true],
  ['550 5.2.1 mailbox disabled', true],
  ['550 no such user here', true],
  ['551 user not local', true],
  // Policy, relaying, size, a full mailbox: nothing about the address.
  ['550 5.7.1 relaying denied', false],
  ['554 5.7.1 blocked', false],
  ['554 no', false],
  ['552 5.2.2 over quota', false],
  ['552 5.3.4 too big', false],
  ['450 4.1.1 later', false],
  ['', false],
])('%j says that there is no such address: %s', (answer, about) => {
  expect(refusesAddress(answer)).toBe(about)
})

it.each([
  ['unknown', 'data DATA ETIMEDOUT', 'perhaps'],
  ['unknown', 'sender_lost', 'perhaps'],
  ['failed', 'command RCPT TO 550', 'refused'],
  ['failed', 'address_stopped', 'stopped'],
  ['failed', 'command MAIL FROM 451', 'unreachable'],
  ['failed', 'command ECONNECTION', 'unreachable'],
  ['failed', 'bad_recipient', 'address'],
] as const)('%s with %s is told as %s', (state, failure, why) => {
  expect(whyUndelivered(state, failure)).toBe(why)
})
