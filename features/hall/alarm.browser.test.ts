import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessibilityFaults } from '#test/accessibility.ts'
import { type ConsoleServer, startConsole } from '#test/consoleServer.ts'
import { overflow } from '#test/everyWay.ts'
import { hearPage } from '#test/heard.ts'

let house: ConsoleServer
beforeAll(async () => {
  house = await startConsole()
})
afterAll(() => house?.stop())

it('a call for help waits for a server that is gone, is seen and heard at the desk, and ends everywhere', async () => {
  const counter = await house.signedIn('schalter')
  await counter.page.getByRole('button', { name: 'Schalter 1 öffnen' }).click()
  await counter.page.getByRole('button', { name: 'Hilfe rufen' }).waitFor()
  const desk = await house.signedIn('info', {
    viewport: { width: 320, height: 740 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  })
  await desk.page.evaluate(() => {
    const begin = OscillatorNode.prototype.start
    OscillatorNode.prototype.start = function (...when) {
      document.documentElement.dataset.sounded = 'yes'
      return begin.apply(this, when)
    }
  })
  await desk.page.mouse.click(5, 300)

  const heard = await hearPage(desk.page)
  const startAgain = await house.stopServer()
  await counter.page.keyboard.press('Control+Shift+Enter')
  await counter.page.getByText('noch nicht angekommen').waitFor()
  await startAgain()
  const alarm = desk.page.getByRole('alert').filter({ hasText: 'Alarm: Schalter 1' })
  await alarm.waitFor()
  const alarms = (await heard()).filter((words) => words.includes('Alarm: Schalter 1'))
  expect(alarms).toEqual([expect.stringContaining('assertive: ')])
  await counter.page.getByText('Hilfe ist gerufen. Noch ist niemand unterwegs.').waitFor()
  await desk.page.waitForFunction(() => document.documentElement.dataset.sounded === 'yes')
  // Whoever stands at the counter sees no alarm there.
  expect(await counter.page.getByRole('alert').filter({ hasText: 'Alarm' }).count()).toBe(0)
  expect(await accessibilityFaults(desk.page)).toEqual([])
  expect(await overflow(desk.page)).toBe(0)
  if (process.env.SHOTS) {
    await desk.page.screenshot({ path: `${process.env.SHOTS}/alarm-desk.png` })
    await counter.page.screenshot({ path: `${process.env.SHOTS}/alarm-counter.png` })
  }

  await desk.page.getByRole('button', { name: 'Ich gehe hin' }).press('Enter')
  await counter.page.getByText('Hilfe ist gerufen. Eine Person ist unterwegs.').waitFor()
  await counter.page.getByRole('button', { name: 'Alarm beenden' }).press('Enter')
  await alarm.waitFor({ state: 'detached' })
  expect([...counter.complaints, ...desk.complaints]).toEqual([])
})
