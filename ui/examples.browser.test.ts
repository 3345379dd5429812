import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '#apps/cli/commands/build.ts'
import { type Assets, loadAssets } from '#platform/http/assets.ts'
import { launchBrowser } from '#test/chromium.ts'
import { pageExamples } from './examples.tsx'
import type { Look } from './look.ts'
import { renderDocument } from './render.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css',
  js: 'text/javascript',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}

type Way = {
  readonly name: string
  readonly look?: Look
  readonly context?: BrowserContextOptions
  readonly textSize?: string
}

/** Every way in which people see a page. */
const WAYS: readonly Way[] = [
  { name: 'light' },
  { name: 'dark', context: { colorScheme: 'dark' } },
  { name: 'high contrast', look: 'contrast' },
  { name: 'forced colours', context: { forcedColors: 'active' } },
  { name: '320 px', context: { viewport: { width: 320, height: 640 } } },
  { name: '200 % text', textSize: '200%' },
]

let browser: Browser
let assets: Assets
let server: Server
let origin: string

beforeAll(async () => {
  await build()
  assets = loadAssets()
  browser = await launchBrowser()
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
}, 60_000)

afterAll(async () => {
  await browser?.close()
  server?.close()
})

const pages = pageExamples({ assets: { stylesheet: '' } }).map((example, position) => ({
  name: example.name,
  position,
}))

async function withPage(way: Way, position: number, check: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ bypassCSP: true, ...way.context })
  try {
    const page = await context.newPage()
    await page.goto(`${origin}/${position}?look=${way.look ?? ''}`)
    if (way.textSize) await page.addStyleTag({ content: `html{font-size:${way.textSize}}` })
    await check(page)
  } finally {
    await context.close()
  }
}

async function findings(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: AXE })
  const results = (await page.evaluate(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  )) as AxeResults
  return results.violations.map(
    (one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`,
  )
}

describe.each(WAYS)('in $name', (way) => {
  it.each(pages)('"$name" has no accessibility fault and does not scroll sideways', async ({ position }) => {
    await withPage(way, position, async (page) => {
      expect(await findings(page)).toEqual([])
      const [needed, width] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        window.innerWidth,
      ])
      expect(needed).toBeLessThanOrEqual(width ?? 0)
    })
  })
})

describe('by keyboard', () => {
  it('the first Tab reaches the way past the header, and the focus can be seen', async () => {
    await withPage({ name: 'light' }, 3, async (page) => {
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
    await withPage({ name: 'light' }, 2, async (page) => {
      expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-error-summary'))).toBe(true)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('time')
    })
  })

  it('the menu of looks opens by Enter and closes by Escape', async () => {
    await withPage({ name: 'light' }, 3, async (page) => {
      await page.focus('.dran-looks summary')
      await page.keyboard.press('Enter')
      expect(await page.isVisible('.dran-looks__menu')).toBe(true)
      await page.keyboard.press('Escape')
      expect(await page.isVisible('.dran-looks__menu')).toBe(false)
    })
  })
})
