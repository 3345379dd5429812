import type { Locator, Page } from 'playwright-core'

/**
 * Does what leads to another page and waits until that one has loaded. A press of Playwright alone is over when the next
 * page begins to come, or before: on a slow machine questions that do not wait would be asked of the old one, or of half a page.
 */
export async function arrive(page: Page, act: () => Promise<unknown>): Promise<void> {
  await Promise.all([page.waitForNavigation(), act()])
}

/** Presses a link or button that leads to another page, and waits until it has loaded. */
export const press = (wanted: Locator): Promise<void> => arrive(wanted.page(), () => wanted.click())

/** The same by a finger. */
export const tap = (wanted: Locator): Promise<void> => arrive(wanted.page(), () => wanted.tap())

/** The same by the keyboard: by what has the focus. */
export const pressEnter = (page: Page): Promise<void> => arrive(page, () => page.keyboard.press('Enter'))
