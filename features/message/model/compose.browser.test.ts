import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LANGUAGES } from '#kernel/language.ts'
import { qrPng } from '#platform/print/qr.ts'
import { type BorrowedBrowser, borrowBrowser } from '#test/chromium.ts'
import { MAIL_FACTS } from '#test/mailFacts.ts'
import { composeMessage } from './compose.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let browser: BorrowedBrowser

beforeAll(async () => {
  browser = await borrowBrowser()
})
afterAll(() => browser?.close())

const code = `data:image/png;base64,${qrPng(MAIL_FACTS.link, 6).toString('base64')}`

describe.each([
  { colorScheme: 'light', width: 800 },
  { colorScheme: 'dark', width: 320 },
] as const)('mails in $colorScheme at $width px', ({ colorScheme, width }) => {
  it.each(['confirm', 'booked', 'cancelled', 'reminder'] as const)(
    '%s: without accessibility faults, and nothing wider than the window',
    async (kind) => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 700 } })
      const page = await context.newPage()
      for (const language of LANGUAGES) {
        const { html } = composeMessage({ ...MAIL_FACTS, kind, language })
        await page.setContent(html.replaceAll('cid:qr@dran', code))
        await page.addScriptTag({ content: AXE })
        const results: AxeResults = await page.evaluate(
          // The whole mail is one text: it needs no landmarks.
          `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'wcag2aaa', 'best-practice'], rules: { region: { enabled: false }, 'landmark-one-main': { enabled: false } } })`,
        )
        expect(results.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
        const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth)
        expect(scrollWidth).toBeLessThanOrEqual(width)
      }
      await context.close()
    },
  )

  it('and where a program drops the style they stay readable from top to bottom', async () => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 700 } })
    const page = await context.newPage()
    const { html } = composeMessage(MAIL_FACTS)
    await page.setContent(html.replace(/<style>[\s\S]*<\/style>/, '').replaceAll('cid:qr@dran', code))
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    await context.close()
  })
})
