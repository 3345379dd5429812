import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type BorrowedBrowser, borrowBrowser } from './chromium.ts'
import { lookAt, SIZE, type Way } from './everyWay.ts'

let browser: BorrowedBrowser
beforeAll(async () => {
  browser = await borrowBrowser()
})
afterAll(() => browser?.close())

async function showing(style: string, inside: string, work: (page: Page) => Promise<void>): Promise<void> {
  const page = await browser.newPage({ viewport: SIZE })
  try {
    await page.setContent(
      `<!doctype html><html lang="en"><head><title>Page</title><style>${style}</style></head>
       <body data-kern-theme="light"><main><h1>Page</h1>${inside}</main></body></html>`,
    )
    await work(page)
  } finally {
    await page.close()
  }
}

it('finds nothing on a page without faults, and leaves it as it was', () =>
  showing('', '<p>Text</p>', async (page) => {
    const before = await page.content()
    await lookAt(page, 'good')
    expect(await page.content()).toBe(before.replace('<html lang="en">', '<html lang="en" style="">'))
    expect(page.viewportSize()).toEqual(SIZE)
  }))

// The controls: a page that has a fault in one way only.
const FAULTS: readonly (readonly [way: Way, what: string, style: string, inside: string])[] = [
  ['light', 'label', '', '<input>'],
  ['dark', 'color-contrast', '@media (prefers-color-scheme: dark) { body { color: #eee } }', ''],
  [
    'forced colours',
    'color-contrast',
    '@media (forced-colors: active) { body { forced-color-adjust: none; color: #eee; background: #fff } }',
    '',
  ],
  ['high contrast', 'color-contrast', '[data-kern-theme=contrast] { color: #eee }', ''],
  [
    '320 px',
    'label',
    'input { display: none } @media (width < 400px) { input { display: block } }',
    '<input>',
  ],
  ['320 px', 'sideways', 'p { width: 400px }', ''],
  ['200 % text', 'sideways', '@media (width > 400px) { p { width: 50rem } }', ''],
]

it.each(FAULTS)('finds what is wrong in one way only: %s, %s', (way, what, style, inside) =>
  showing(style, `<p>Text</p>${inside}`, async (page) => {
    const seen = await lookAt(page, 'bad').catch((error) => error.actual)
    expect(seen).toMatchObject({ name: 'bad', way })
    if (what === 'sideways') expect(seen.sideways).toBeGreaterThan(0)
    else expect(seen.found).toContainEqual(expect.stringContaining(what))
  }),
)
