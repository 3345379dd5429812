import { expect, test } from 'vitest'
import { launchBrowser } from './chromium.ts'

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

test.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'the browser from npm opens a page on a machine without one',
  async () => {
    const before = process.env.CHROMIUM
    process.env.CHROMIUM = 'npm'
    try {
      await opensAPage()
    } finally {
      if (before === undefined) delete process.env.CHROMIUM
      else process.env.CHROMIUM = before
    }
  },
)
