import { expect, test, vi } from 'vitest'
import { HAS_NPM_CHROMIUM, launchBrowser, systemChromium } from './chromium.ts'

const page = 'data:text/html,<title>here</title><p id=a></p><script>a.textContent = 6 * 7</script>'

async function opensAPage(): Promise<void> {
  const browser = await launchBrowser()
  try {
    const tab = await browser.newPage()
    await tab.goto(page)
    expect(await tab.title()).toBe('here')
    expect(await tab.textContent('p')).toBe('42')
    expect((await tab.screenshot()).length).toBeGreaterThan(1_000)
  } finally {
    await browser.close()
  }
}

test('a browser opens a page', opensAPage)

/** Does something while CHROMIUM names this browser. */
async function naming(path: string | undefined, work: () => Promise<void>): Promise<void> {
  vi.stubEnv('CHROMIUM', path)
  try {
    await work()
  } finally {
    vi.unstubAllEnvs()
  }
}

test.runIf(HAS_NPM_CHROMIUM && systemChromium())(
  'the browser of the machine opens a page when it is named',
  () => naming(systemChromium()?.path, opensAPage),
)

test('a browser that does not exist is not replaced by another one', () =>
  naming('/nowhere/chromium', async () => {
    await expect(launchBrowser()).rejects.toThrow('/nowhere/chromium')
  }))
