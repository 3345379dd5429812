import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LANGUAGES, type Language } from '#kernel/language.ts'
import { qrPng } from '#platform/print/qr.ts'
import { type BorrowedBrowser, borrowBrowser } from '#test/chromium.ts'
import { overflow } from '#test/everyWay.ts'
import { MAIL_FACTS } from '#test/mailFacts.ts'
import type { MailFacts } from '../model.ts'
import { composeMessage } from './compose.ts'
import { type SampleGround, sampleFacts } from './sample.ts'
import { TEMPLATE_KINDS } from './template.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let browser: BorrowedBrowser

beforeAll(async () => {
  browser = await borrowBrowser()
})
afterAll(() => browser?.close())

const code = `data:image/png;base64,${qrPng(MAIL_FACTS.link, 6).toString('base64')}`

const GROUND: SampleGround = {
  now: MAIL_FACTS.now,
  messageId: MAIL_FACTS.messageId,
  publicUrl: 'https://termine.neuwalden.example',
  city: MAIL_FACTS.city,
  site: MAIL_FACTS.site,
}
// The ordinary one with all that may be in it, then every kind that an administrator sees as an example.
const MAILS: readonly (readonly [name: string, facts: (language: Language) => MailFacts])[] = [
  ['all of it', (language) => ({ ...MAIL_FACTS, language })],
  ...TEMPLATE_KINDS.map(
    (kind) => [kind, (language: Language) => sampleFacts(kind, language, GROUND)] as const,
  ),
]

describe.each([
  { colorScheme: 'light', width: 800 },
  { colorScheme: 'dark', width: 320 },
] as const)('mails in $colorScheme at $width px', ({ colorScheme, width }) => {
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    context = await browser.newContext({ colorScheme, viewport: { width, height: 700 } })
    page = await context.newPage()
  })
  afterAll(() => context?.close())

  // Colours are what differs there, not words.
  const examined = colorScheme === 'light' ? LANGUAGES : LANGUAGES.slice(0, 1)

  it.each(MAILS)('%s: without accessibility faults, and nothing wider than the window', async (_, facts) => {
    for (const language of LANGUAGES) {
      const { html } = composeMessage(facts(language))
      await page.setContent(html.replaceAll('cid:qr@dran', code))
      expect(await overflow(page)).toBe(0)
      if (!examined.includes(language)) continue
      await page.addScriptTag({ content: AXE })
      const results: AxeResults = await page.evaluate(
        // The whole mail is one text: it needs no landmarks.
        `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'wcag2aaa', 'best-practice'], rules: { region: { enabled: false }, 'landmark-one-main': { enabled: false } } })`,
      )
      expect(results.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
    }
  })

  it('and where a program drops the style they stay readable from top to bottom', async () => {
    const { html } = composeMessage(MAIL_FACTS)
    await page.setContent(html.replace(/<style>[\s\S]*<\/style>/, '').replaceAll('cid:qr@dran', code))
    expect(await overflow(page)).toBe(0)
  })
})
