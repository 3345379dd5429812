import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { MINUTE } from '#kernel/instant.ts'
import type { Cut } from '#test/mailServer.ts'
import { openOutboxCity } from '#test/outboxCity.ts'
import { sendDueMessages } from './jobs.ts'

const { city, server, deps, later, hold, outbox } = openOutboxCity()

const REGISTER = fileURLToPath(new URL('../../platform/jsx/register.mjs', import.meta.url))
const SENDER = fileURLToPath(new URL('../../test/senderProcess.ts', import.meta.url))

/** A sender in a process of its own, some minutes later. */
function start(minutes: number, careless = false): { process: ChildProcess; ended: Promise<number | null> } {
  const sender = fork(SENDER, {
    env: {
      ...process.env,
      APP_URL: city().appUrl,
      SMTP_URL: server().url,
      AUTHORITY: city().authority.key,
      LATER: String(minutes * MINUTE),
      CARELESS: careless ? 'yes' : 'no',
    },
    execArgv: ['--import', REGISTER],
  })
  const ended = new Promise<number | null>((resolve) => sender.once('exit', resolve))
  return { process: sender, ended }
}

/** The sender's process is killed at this moment of its first mail, while three are due. */
async function killAt(moment: Cut, careless = false): Promise<void> {
  for (let count = 0; count < 3; count++) await hold()
  const reached = server().stallNext(moment)
  const sender = start(0, careless)
  await Promise.race([reached, sender.ended.then((code) => Promise.reject(new Error(`it ended: ${code}`)))])
  sender.process.kill('SIGKILL')
  // It had no time to say anything.
  expect(await sender.ended).toBeNull()
  expect((await states()).filter((state) => state === 'sending')).toHaveLength(1)
}

async function startAgain(minutes: number, careless = false): Promise<void> {
  expect(await start(minutes, careless).ended).toBe(0)
}

const states = async () => (await outbox()).map(({ state }) => state).sort()
const recipients = () => server().received.map(({ to }) => to[0])

it('a sender killed by the system before the body has sent nothing: another process sends each mail once', async () => {
  await killAt('DATA')
  expect(server().received).toHaveLength(0)
  await startAgain(6)
  expect(await states()).toEqual(['sent', 'sent', 'sent'])
  expect(new Set(recipients()).size).toBe(3)
  expect(recipients()).toHaveLength(3)
})

it('one killed between the final dot and its commit leaves a mail that is flagged and never repeated; the others go out', async () => {
  await killAt('after the final dot')
  expect(server().received).toHaveLength(1)
  await startAgain(6)
  await startAgain(30)
  await sendDueMessages(deps(), later(60 * MINUTE))
  expect(await states()).toEqual(['sent', 'sent', 'unknown'])
  expect(new Set(recipients()).size).toBe(3)
  expect(recipients()).toHaveLength(3)
})

it('control: without the mark before the last byte the killed one repeats its mail', async () => {
  await killAt('after the final dot', true)
  await startAgain(6, true)
  expect(new Set(recipients()).size).toBe(3)
  expect(recipients()).toHaveLength(4)
})
