import type { Page } from 'playwright-core'
import { axeFaults } from './axe.ts'
import { treeFaults } from './tree.ts'

/**
 * What stands in the way of whoever sees, hears or feels an open page differently: faults of its elements, and of the
 * tree that readers are given. `part`: only there, for dialogs and lists that hide the rest of the page.
 */
export async function accessibilityFaults(page: Page, part?: string): Promise<string[]> {
  return [...(await axeFaults(page, part)), ...(await treeFaults(page, part))]
}
