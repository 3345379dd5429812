import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { instant, MINUTE, plus } from '#kernel/instant.ts'
import { type BorrowedBrowser, borrowBrowser } from '#test/chromium.ts'
import { BigNumber } from '#ui/BigNumber.tsx'
import { HoldNotice } from '#ui/HoldNotice.tsx'
import { LivePart, LiveValue, LiveWhile } from '#ui/LivePart.tsx'
import { LiveRegion } from '#ui/LiveRegion.tsx'

// These upgrades run in a real browser over the markup of the kit, so that script and markup cannot drift apart.

let browser: BorrowedBrowser
let server: Server
let origin = ''
let script = ''
/** What the server answers at each path. */
const answers = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>()

beforeAll(async () => {
  const bundle = await build({
    entryPoints: [join(dirname(fileURLToPath(import.meta.url)), 'main.ts')],
    bundle: true,
    write: false,
    target: 'es2017',
    format: 'iife',
  })
  script = bundle.outputFiles[0]?.text ?? ''
  browser = await borrowBrowser()
  server = createServer((request, response) => {
    const answer = answers.get(request.url ?? '')
    if (answer) answer(request, response)
    else response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  answers.set('/enhance.js', (_, response) =>
    response.setHeader('content-type', 'text/javascript').end(script),
  )
})

afterEach(() => server.closeAllConnections())

afterAll(async () => {
  await browser?.close()
  server?.closeAllConnections()
  server?.close()
})

function serve(path: string, body: string): void {
  answers.set(path, (request, response) => {
    request.resume()
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><title>t</title>${body}<script src="/enhance.js" defer></script>`)
  })
}

async function withPage(
  path: string,
  check: (page: Page) => Promise<void>,
  before?: (page: Page) => Promise<void>,
) {
  const page = await browser.newPage()
  try {
    await before?.(page)
    await page.goto(`${origin}${path}`)
    await check(page)
  } finally {
    await page.close()
  }
}

describe('a form', () => {
  it('is sent once however often its button is pressed, and with the button it was', async () => {
    const sent: string[] = []
    serve(
      '/form',
      '<form method="post" action="/slow" data-once><button name="go" value="yes">Go</button></form>',
    )
    answers.set('/slow', (request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        sent.push(body)
        setTimeout(() => response.end('done'), 300)
      })
    })
    await withPage('/form', async (page) => {
      await page.evaluate(() => {
        const button = document.querySelector('button')
        button?.click()
        button?.click()
        button?.click()
      })
      await page.waitForURL('**/slow')
    })
    expect(sent).toEqual(['go=yes'])
  })
})

describe('a held time', () => {
  const now = instant(1_000_000)
  const notice = (milliseconds: number) =>
    renderToStaticMarkup(HoldNotice({ language: 'de', until: plus(now, milliseconds), now }))

  it('counts down by the server’s time, whatever the phone’s clock says', async () => {
    serve('/hold', notice(5 * MINUTE))
    await withPage(
      '/hold',
      async (page) => {
        const words = page.locator('[data-hold-words]')
        expect(await words.textContent()).toContain('noch 5 Minuten')
        await page.clock.runFor(70_000)
        expect(await words.textContent()).toContain('noch 4 Minuten')
        expect(await page.locator('[data-hold-announce]').textContent()).toBe('')
        await page.clock.runFor(2 * MINUTE)
        expect(await page.locator('[data-hold-announce]').textContent()).toContain('noch 2 Minuten')
        expect(await page.locator('[data-hold-state]').getAttribute('data-hold-state')).toBe('soon')
        await page.clock.runFor(MINUTE)
        expect(await words.textContent()).toContain('noch 1 Minute ')
        await page.clock.runFor(MINUTE)
        expect(await words.textContent()).toContain('abgelaufen')
        expect(await page.locator('[data-hold-announce]').textContent()).toContain('abgelaufen')
      },
      (page) => page.clock.install({ time: 42 }),
    )
  })
})

describe('a live region', () => {
  const region = renderToStaticMarkup(
    LiveRegion({
      language: 'de',
      url: '/events',
      children: BigNumber({ label: 'Platz', value: '–', part: 'counter' }),
    }),
  )

  it('shows and reads out what an event changes, and treats it as text', async () => {
    serve('/live', region)
    answers.set('/events', (_, response) => {
      response.setHeader('content-type', 'text/event-stream')
      response.write('data: {"counter":"<b>12</b>","unknown":"x"}\n\n')
    })
    await withPage('/live', async (page) => {
      const counter = page.locator('[data-live-part="counter"]')
      await expect.poll(() => counter.textContent()).toBe('<b>12</b>')
      expect(await page.locator('[data-live-announce]').textContent()).toContain('Platz')
      expect(await page.locator('[data-live-offline]').isVisible()).toBe(false)
    })
  })

  it('says when the connection is lost, and comes back by itself', async () => {
    let down = false
    let opened = 0
    serve('/live', region)
    answers.set('/events', (_, response) => {
      if (down) {
        response.destroy()
        return
      }
      opened += 1
      response.setHeader('content-type', 'text/event-stream')
      response.write(`retry: 200\ndata: {"counter":"${opened}"}\n\n`)
    })
    await withPage('/live', async (page) => {
      const offline = page.locator('[data-live-offline]')
      await expect.poll(() => page.locator('[data-live-part]').textContent()).toBe('1')
      down = true
      server.closeAllConnections()
      await expect.poll(() => offline.isVisible()).toBe(true)
      down = false
      await expect.poll(() => page.locator('[data-live-part]').textContent()).toBe('2')
      await expect.poll(() => offline.isVisible()).toBe(false)
    })
  })

  it('tries again after an answer that is no event stream, e.g. during a restart', async () => {
    let refused = 0
    serve('/live', region)
    answers.set('/events', (_, response) => {
      refused += 1
      if (refused === 1) {
        response.writeHead(503).end()
        return
      }
      response.setHeader('content-type', 'text/event-stream')
      response.write('data: {"counter":"7"}\n\n')
    })
    await withPage('/live', async (page) => {
      await expect.poll(() => page.locator('[data-live-part]').textContent()).toBe('7')
    })
  })

  it('loads the page anew when an event says so', async () => {
    let loads = 0
    serve('/live', region)
    const page = answers.get('/live')
    answers.set('/live', (request, response) => {
      loads += 1
      page?.(request, response)
    })
    answers.set('/events', (_, response) => {
      response.setHeader('content-type', 'text/event-stream')
      response.write(loads === 1 ? 'data: {"reload":true}\n\n' : 'data: {"counter":"3"}\n\n')
    })
    await withPage('/live', async (opened) => {
      await expect.poll(() => opened.locator('[data-live-part]').textContent()).toBe('3')
      expect(loads).toBe(2)
    })
  })

  describe('with a part that is there only while there is something to say', () => {
    const filler = (name: string) => `<div id="${name}" style="height: 150vh">${name}</div>`
    const page = (longer: string, stay: string, backBy: string) => {
      const part = (name: string, text: string) => renderToStaticMarkup(LivePart({ name, children: text }))
      const value = renderToStaticMarkup(LiveValue({ name: 'backBy', value: backBy }))
      const form = `<form method="post" action="/away">${value}<button>${part('stay', stay)}</button></form>`
      const inside = `<p>${part('longer', longer)}</p>${form}`
      const shown = renderToStaticMarkup(
        LiveWhile({ name: 'stay', shown: stay !== '', children: 'INSIDE' }),
      ).replace('INSIDE', inside)
      return renderToStaticMarkup(LiveRegion({ language: 'de', url: '/events', children: 'INSIDE' })).replace(
        'INSIDE',
        filler('above') + shown + filler('below'),
      )
    }
    /** A stream into which a test writes. */
    const stream = () => {
      const open: ServerResponse[] = []
      answers.set('/events', (_, response) => {
        response.setHeader('content-type', 'text/event-stream')
        response.write('retry: 200\n\n')
        open.push(response)
      })
      return {
        opened: () => open.length,
        say: (text: string) => open.at(-1)?.write(`data: ${text}\n\n`),
        tell: (fields: object) => open.at(-1)?.write(`data: ${JSON.stringify(fields)}\n\n`),
      }
    }
    const sentTo = () => {
      const sent: string[] = []
      answers.set('/away', (request, response) => {
        request.on('data', (chunk) => sent.push(String(chunk)))
        request.on('end', () => response.end('done'))
      })
      return sent
    }

    it('it comes, changes and goes under the eyes of a reader who stays where they are', async () => {
      const events = stream()
      const sent = sentTo()
      serve('/while', page('', '', ''))
      await withPage('/while', async (opened) => {
        const [button, announce] = [opened.locator('form button'), opened.locator('[data-live-announce]')]
        await expect.poll(events.opened).toBe(1)
        expect(await button.isVisible()).toBe(false)
        // Two fields of one part, the text of which is written before the part is there.
        events.tell({ longer: 'Es dauert länger.', stay: 'Bis 10:40 weggehen', backBy: '1040' })
        await expect.poll(() => button.isVisible()).toBe(true)
        expect(await announce.textContent()).toBe('Es dauert länger.')
        expect(await announce.getAttribute('aria-live')).toBe('polite')
        await button.focus()
        await opened.evaluate(() => document.querySelector('#below')?.scrollIntoView({ block: 'end' }))
        const top = () => opened.evaluate(() => document.querySelector('#below')?.getBoundingClientRect().top)
        const before = await top()
        events.tell({ stay: 'Bis 10:45 weggehen', backBy: '1045' })
        await expect.poll(() => button.textContent()).toBe('Bis 10:45 weggehen')
        // What a button says is heard when somebody comes to it; who stands on it stays there.
        expect(await announce.textContent()).toBe('Es dauert länger.')
        expect(await button.evaluate((element) => document.activeElement === element)).toBe(true)
        expect(await top()).toBe(before)
        await button.press('Enter')
        await opened.waitForURL('**/away')
      })
      expect(sent).toEqual(['backBy=1045'])
    })

    it('it goes when there is nothing to say any more, and of that nothing is read out', async () => {
      const events = stream()
      serve('/while', page('Es dauert länger.', 'Bis 10:40 weggehen', '1040'))
      await withPage('/while', async (opened) => {
        const button = opened.locator('form button')
        await expect.poll(events.opened).toBe(1)
        expect(await button.isVisible()).toBe(true)
        events.tell({ longer: '', stay: '', backBy: '' })
        await expect.poll(() => button.isVisible()).toBe(false)
        expect(await opened.locator('[data-live-announce]').textContent()).toBe('')
        // Nor of what changes where nobody sees it.
        events.tell({ longer: 'Das sieht niemand.' })
        await expect.poll(() => opened.locator('[data-live-part="longer"]').textContent()).not.toBe('')
        expect(await opened.locator('[data-live-announce]').textContent()).toBe('')
      })
    })

    it('a stream that says nonsense or breaks off leaves what was said, and says that it is old', async () => {
      const events = stream()
      const sent = sentTo()
      serve('/while', page('', 'Bis 10:40 weggehen', '1040'))
      await withPage('/while', async (opened) => {
        const button = opened.locator('form button')
        await expect.poll(events.opened).toBe(1)
        for (const nonsense of ['{"stay":', 'null', '[1]', '{"stay":{"a":1},"backBy":null}'])
          events.say(nonsense)
        events.tell({ stay: 'Bis 10:50 weggehen', backBy: '1050' })
        await expect.poll(() => button.textContent()).toBe('Bis 10:50 weggehen')
        answers.set('/events', (_, response) => void response.destroy())
        server.closeAllConnections()
        await expect.poll(() => opened.locator('[data-live-offline]').isVisible()).toBe(true)
        expect(await button.isVisible()).toBe(true)
        await button.click()
        await opened.waitForURL('**/away')
      })
      expect(sent).toEqual(['backBy=1050'])
    })

    it('without script it shows what the server knew, and sends it', async () => {
      const sent = sentTo()
      serve('/while', page('', 'Bis 10:40 weggehen', '1040'))
      serve('/nothing', page('', '', ''))
      const script = answers.get('/enhance.js')
      answers.set('/enhance.js', (_, response) => void response.writeHead(404).end())
      await withPage('/nothing', async (opened) => {
        expect(await opened.locator('form button').isVisible()).toBe(false)
      })
      await withPage('/while', async (opened) => {
        await opened.locator('form button').click()
        await opened.waitForURL('**/away')
      })
      if (script) answers.set('/enhance.js', script)
      expect(sent).toEqual(['backBy=1040'])
    })
  })
})
