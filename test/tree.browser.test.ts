import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type BorrowedBrowser, borrowBrowser } from './chromium.ts'
import { hearPage } from './heard.ts'
import { treeFaults } from './tree.ts'

let browser: BorrowedBrowser
let page: Page
beforeAll(async () => {
  browser = await borrowBrowser()
  page = await browser.newPage()
})
afterAll(() => browser?.close())

const GOOD = `
  <header><nav aria-label="Sprache"><a href="/de" lang="de" hreflang="de" aria-current="true">Deutsch</a>
  <a href="/en" lang="en">English</a></nav></header>
  <main><h1>Wer ist dran?</h1><h2>Schalter</h2>
    <table><caption>Wer wartet</caption><tr><th>Nummer</th></tr><tr><td>A001</td></tr></table>
    <button aria-label="A001 ändern">Ändern</button><button aria-label="A002 ändern">Ändern</button>
    <a href="/a">Weiter</a><a href="/a">Weiter</a>
    <fieldset><legend>Montag</legend><label>Von <input></label></fieldset>
    <fieldset><legend>Dienstag</legend><label>Von <input></label></fieldset>
    <button class="tab tab--chosen" aria-pressed="true">Heute</button>
    <button aria-controls="more" aria-expanded="false">Mehr</button>
    <p role="status">Es wartet niemand.</p><p role="alert">Bitte kommen Sie sofort.</p>
    <p lang="en">This page is for you and for all of us.</p>
  </main><footer>Stadt</footer>`

const showing = (body: string, language = 'de') =>
  page.setContent(`<!doctype html><html lang="${language}"><title>Seite</title><body>${body}</body></html>`)

it('finds nothing on a page without faults', async () => {
  await showing(GOOD)
  expect(await treeFaults(page)).toEqual([])
})

it('asks nothing of the frame while only a part is open, nor below a dialog', async () => {
  await showing('<p>Nur dies.</p>')
  expect(await treeFaults(page, 'p')).toEqual([])
  await showing('<div role="dialog" aria-label="Hilfe"><h2>Tasten</h2></div>')
  expect(await treeFaults(page)).toEqual([])
})

// The controls: a page without faults but for one.
const FAULTS: readonly (readonly [found: string, from: string | RegExp, to: string])[] = [
  ['landmarks: 0 main parts', /main>/g, 'div>'],
  ['landmarks: more than one banner', '<header>', '<header>x</header><header>'],
  ['landmarks: two of one name', '</header>', '<nav aria-label="Sprache">x</nav></header>'],
  ['headings: 0 of level 1', /h1>/g, 'h2>'],
  ['headings: 2 of level 1', /h2>/g, 'h1>'],
  ['headings: a level is left out', /h2>/g, 'h3>'],
  ['names: no name, button', 'aria-label="A001 ändern">Ändern', '>'],
  ['names: no name, button', 'aria-label="A001 ändern"', 'aria-label="hall.counter.change"'],
  ['names: no name, button', 'aria-label="A001 ändern"', 'aria-label="undefined ändern"'],
  ['names: no name, table', '<caption>Wer wartet</caption>', ''],
  ['names: no name, textbox', '<label>Von <input></label>', '<input>'],
  ['same names: button', 'A002 ändern', 'A001 ändern'],
  ['same names: link', '<a href="/a">', '<a href="/b">'],
  ['same names: textbox', '<legend>Dienstag', '<legend>Montag'],
  [
    'live regions: said twice',
    /<p role="status">.*?<\/p>/,
    '<div aria-live="polite"><p role="status">Es wartet niemand.</p></div>',
  ],
  ['live regions: not in the manner of its role', 'role="alert"', 'role="alert" aria-live="polite"'],
  ['live regions: not in the manner of its role', 'role="status"', 'role="status" aria-live="assertive"'],
  ['languages: not de', '<p lang="en">', '<p>'],
  ['languages: not de', 'lang="en">English', '>English'],
  ['languages: not en', 'This page is for you and for all of us.', 'Das ist für Sie und für alle.'],
  ['tables: no headers', '<th>Nummer</th>', '<td>Nummer</td>'],
  ['states: looks chosen', ' aria-pressed="true"', ''],
  ['states: does not say whether it is open', ' aria-expanded="false"', ''],
  ['states: leads here', 'href="/en"', 'href="about:blank"'],
]

it.each(FAULTS)('finds a single fault: %s (%s)', async (found, from, to) => {
  await showing(GOOD.replace(from, to))
  expect(await treeFaults(page)).toEqual([expect.stringContaining(found)])
})

const toSay = async (change: string) => {
  await showing('<main><p role="status"></p><p aria-live="polite"></p><p role="alert"></p><div></div></main>')
  const heard = await hearPage(page)
  await page.evaluate(change)
  return heard()
}
const fill = (place: string, words: string) => `document.querySelector('${place}').textContent = '${words}';`
const put = (markup: string) => `document.querySelector('div').innerHTML = '${markup}';`

it('hears what is said by itself, in its manner and as often as it is said', async () => {
  expect(await toSay(fill('[role=status]', 'A001'))).toEqual(['polite: A001'])
  expect(await toSay(fill('[role=alert]', 'A001') + fill('[aria-live]', 'A001'))).toEqual([
    'polite: A001',
    'assertive: A001',
  ])
  expect(await toSay(put('<p role="alert">Hilfe</p>'))).toEqual(['assertive: Hilfe'])
  expect(await toSay(fill('div', 'A001'))).toEqual([])
  expect(
    await toSay(`document.querySelector('[role=status]').innerHTML = '<b aria-hidden=true>A001</b>'`),
  ).toEqual([])
})

it('hears no news that comes together with its place, as readers do not', async () => {
  expect(await toSay(put('<p role="status">A001</p>'))).toEqual([])
  expect(
    await toSay(`document.querySelector('[role=alert]').hidden = true;${fill('[role=alert]', 'x')}`),
  ).toEqual([])
})
