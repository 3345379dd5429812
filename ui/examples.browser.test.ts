import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '#apps/cli/commands/build.ts'
import { type Assets, loadAssets } from '#platform/http/assets.ts'
import { type BorrowedBrowser, borrowBrowser } from '#test/chromium.ts'
import { lookAt, SIZE } from '#test/everyWay.ts'
import { pageExamples } from './examples.tsx'
import { renderDocument } from './render.ts'

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css',
  js: 'text/javascript',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}

let browser: BorrowedBrowser
let assets: Assets
let server: Server
let origin: string

beforeAll(async () => {
  await build()
  assets = loadAssets()
  browser = await borrowBrowser()
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const file = url.pathname.startsWith('/assets/') ? url.pathname.slice('/assets/'.length) : ''
    if (file) {
      response.setHeader('content-type', TYPES[file.split('.').at(-1) ?? ''] ?? 'text/plain')
      response.end(readFileSync(join(assets.directory, file)))
      return
    }
    const look = url.searchParams.get('look') === 'contrast' ? ('contrast' as const) : ('system' as const)
    const over = { look, assets: { stylesheet: assets.url('citizen.css'), script: assets.url('enhance.js') } }
    const example = pageExamples(over)[Number(url.pathname.slice(1))]
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.statusCode = example ? 200 : 404
    response.end(example ? renderDocument(example.element) : '')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
})

afterAll(async () => {
  await browser?.close()
  server?.close()
})

const pages = pageExamples({ assets: { stylesheet: '' } }).map((example, position) => ({
  name: example.name,
  position,
}))

async function withPage(position: number, check: (page: Page) => Promise<void>, look = ''): Promise<void> {
  const context = await browser.newContext({ viewport: SIZE })
  try {
    const page = await context.newPage()
    await page.goto(`${origin}/${position}?look=${look}`)
    await check(page)
  } finally {
    await context.close()
  }
}

describe('in every way', () => {
  it.each(pages)(
    '"$name" has no accessibility fault and does not scroll sideways',
    async ({ name, position }) => {
      await withPage(position, (page) => lookAt(page, name))
    },
  )

  it('high contrast can also be chosen: the page comes with it', async () => {
    await withPage(
      0,
      async (page) => {
        expect(await page.locator('body').getAttribute('data-kern-theme')).toBe('contrast')
      },
      'contrast',
    )
  })
})

describe('by keyboard', () => {
  it('the first Tab reaches the way past the header, and the focus can be seen', async () => {
    await withPage(3, async (page) => {
      await page.keyboard.press('Tab')
      const outline = await page.evaluate(() => {
        const focused = document.activeElement
        return focused ? `${focused.className} ${getComputedStyle(focused).outlineWidth}` : ''
      })
      expect(outline).toBe('dran-skip 4px')
      await page.keyboard.press('Enter')
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
    })
  })

  it('the error summary has the focus at once, and its link leads to the field', async () => {
    await withPage(2, async (page) => {
      expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-error-summary'))).toBe(true)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('time')
    })
  })

  it('the menu of looks opens by Enter and closes by Escape', async () => {
    await withPage(3, async (page) => {
      await page.focus('.dran-looks summary')
      await page.keyboard.press('Enter')
      expect(await page.isVisible('.dran-looks__menu')).toBe(true)
      await page.keyboard.press('Escape')
      expect(await page.isVisible('.dran-looks__menu')).toBe(false)
    })
  })
})
