import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const LIGHT = { colorScheme: 'light', forcedColors: 'none' } as const

/** The size of window in which a page is looked at, unless the way is another size. */
export const SIZE = { width: 1280, height: 800 }
/** The narrowest window that must do. */
export const NARROW = { viewport: { width: 320, height: 640 } }

/** Every way in which people see a page. */
const WAYS: readonly (readonly [name: string, change: (page: Page) => Promise<unknown>])[] = [
  ['light', (page) => page.emulateMedia(LIGHT)],
  ['dark', (page) => page.emulateMedia({ ...LIGHT, colorScheme: 'dark' })],
  ['forced colours', (page) => page.emulateMedia({ ...LIGHT, forcedColors: 'active' })],
  ['high contrast', (page) => page.evaluate(() => document.body.setAttribute('data-kern-theme', 'contrast'))],
  ['320 px', (page) => page.setViewportSize(NARROW.viewport)],
  [
    '200 % text',
    (page) => page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%')),
  ],
]

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** The tree is the same in every way; these rules depend on how it is drawn. */
const DRAWN = ['color-contrast', 'target-size', 'scrollable-region-focusable', 'link-in-text-block']

/** How far a page reaches beyond the right edge of its window, in pixels. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth))
}

/** No accessibility fault and no scrolling sideways in any way; the page needs `bypassCSP` and is left as it was. */
export async function lookAt(page: Page, name: string): Promise<void> {
  await page.addScriptTag({ content: AXE })
  for (const [way, change] of WAYS) {
    await change(page)
    const rules = way === 'light' ? { runOnly: TAGS } : { runOnly: { type: 'rule', values: DRAWN } }
    const results = (await page.evaluate(`axe.run(document, ${JSON.stringify(rules)})`)) as AxeResults
    const found = results.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
    )
    const sideways = await overflow(page)
    expect({ name, way, found, sideways }).toEqual({ name, way, found: [], sideways: 0 })
    await page.emulateMedia(LIGHT)
    await page.setViewportSize(SIZE)
    await page.evaluate(() => document.body.removeAttribute('data-kern-theme'))
  }
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'))
}
