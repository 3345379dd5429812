import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { STILL_THERE } from '#apps/kiosk/idle.ts'
import { type Asked, axeFaults } from './axe.ts'
import { treeFaults } from './tree.ts'

const LIGHT = { colorScheme: 'light', forcedColors: 'none' } as const

/** The size of window in which a page is looked at, unless the way is another size. */
export const SIZE = { width: 1280, height: 800 }
/** The narrowest window that must do. */
export const NARROW = { viewport: { width: 320, height: 640 } }

const CHANGES = {
  light: (page: Page) => page.emulateMedia(LIGHT),
  dark: (page: Page) => page.emulateMedia({ ...LIGHT, colorScheme: 'dark' }),
  'forced colours': (page: Page) => page.emulateMedia({ ...LIGHT, forcedColors: 'active' }),
  'high contrast': (page: Page) =>
    page.evaluate(() => document.body.setAttribute('data-kern-theme', 'contrast')),
  '320 px': (page: Page) => page.setViewportSize(NARROW.viewport),
  '200 % text': (page: Page) =>
    page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%')),
} satisfies Readonly<Record<string, (page: Page) => Promise<unknown>>>

/** A way in which people see a page. */
export type Way = keyof typeof CHANGES
export const WAYS: readonly Way[] = [
  'light',
  'dark',
  'forced colours',
  'high contrast',
  '320 px',
  '200 % text',
]

/** What a page is made of is the same in every way but width, so elsewhere only what the way changes is asked. */
const COLOURS = ['color-contrast', 'link-in-text-block']
const SIZES = ['target-size', 'scrollable-region-focusable']
const ASKED: Readonly<Record<Way, Asked>> = {
  light: {},
  dark: { only: COLOURS },
  'forced colours': { only: COLOURS },
  'high contrast': { only: COLOURS },
  '320 px': { without: COLOURS },
  '200 % text': { only: SIZES },
}

/** How far a page reaches beyond the right edge of its window, in pixels, once it has loaded. */
export async function overflow(page: Page): Promise<number> {
  await page.waitForLoadState()
  return page.evaluate(() =>
    Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
  )
}

/** How to look: at a part of the page, in some of the ways, with further questions whose findings count as well. */
export type Looking = {
  readonly part?: string
  readonly ways?: readonly Way[]
  readonly also?: (page: Page) => Promise<readonly string[]>
  /** Also at the tree that readers are given (tree.ts). */
  readonly tree?: boolean
}

/**
 * No accessibility fault and no scrolling sideways in any way. The page is changed where it stands, not loaded again,
 * and left as it was, but for the light.
 */
export async function lookAt(page: Page, name: string, looking: Looking = {}): Promise<void> {
  const { part, ways = WAYS, also, tree } = looking
  await page.waitForLoadState()
  const size = page.viewportSize() ?? SIZE
  const theme = await page.evaluate(() => document.body.getAttribute('data-kern-theme'))
  for (const [index, way] of ways.entries()) {
    const asked = index === 0 ? {} : ASKED[way]
    // A kiosk asks after ten seconds whether somebody is there, and begins anew after thirty: whoever looks is.
    await page.evaluate((sign) => document.dispatchEvent(new Event(sign)), STILL_THERE)
    await CHANGES[way](page)
    const found = [
      ...(await axeFaults(page, part, asked)),
      ...(tree && !asked.only ? await treeFaults(page, part) : []),
      ...((await also?.(page)) ?? []),
    ]
    expect({ name, way, found, sideways: await overflow(page) }).toEqual({
      name,
      way,
      found: [],
      sideways: 0,
    })
    if (way === 'dark' || way === 'forced colours') await page.emulateMedia(LIGHT)
    if (way === '320 px') await page.setViewportSize(size)
    if (way === 'high contrast' || way === '200 % text') await page.evaluate(undress, theme)
  }
}

/** Takes back what a way has written into the page. Runs inside of it. */
function undress(theme: string | null): void {
  document.documentElement.style.removeProperty('font-size')
  if (theme === null) document.body.removeAttribute('data-kern-theme')
  else document.body.setAttribute('data-kern-theme', theme)
}
