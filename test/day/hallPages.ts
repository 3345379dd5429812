import type { Page } from 'playwright-core'
import type { Browsing } from './browsing.ts'

/** A kiosk that is worked by touch. */
export type KioskPage = {
  readonly page: Page
  /** Types the booking number on the kiosk's own keys; the number that it gives. */
  checkIn(bookingNumber: string): Promise<string>
  /** Chooses what somebody comes for and how many they are; the number that it gives. */
  draw(title: string, people: number): Promise<string>
}

/** Puts up a kiosk; its page stays open all day. */
export async function putUpKiosk(browsing: Browsing): Promise<KioskPage> {
  const page = await browsing.newPage({ viewport: { width: 1080, height: 1920 }, hasTouch: true })
  await page.goto(`/kiosk/${browsing.town.site.key}`)
  const taken = async () => {
    const number = (await page.locator('.kiosk-ticket__number').textContent()) ?? ''
    await page.getByRole('link', { name: 'Fertig' }).tap()
    await page.getByRole('heading', { name: 'Haben Sie einen Termin?' }).waitFor()
    return number
  }
  return {
    page,
    async checkIn(bookingNumber) {
      await page.getByRole('link', { name: 'Ich habe einen Termin' }).tap()
      for (const letter of bookingNumber) await page.getByRole('button', { name: letter, exact: true }).tap()
      await page.getByRole('button', { name: 'Anmelden' }).tap()
      return taken()
    },
    async draw(title, people) {
      await page.getByRole('link', { name: 'Ich habe keinen Termin' }).tap()
      await page.getByRole('heading', { name: 'Was möchten Sie erledigen?' }).waitFor()
      const service = page.getByRole('link', { name: title, exact: true })
      if ((await service.count()) === 0) await page.getByRole('link', { name: 'Alle Anliegen zeigen' }).tap()
      await service.tap()
      await page.getByRole('heading', { name: title, exact: true }).waitFor()
      const alone = page.getByRole('button', { name: 'Wartenummer ziehen' })
      const count = people === 1 ? '1 Person' : `${people} Personen`
      if (await alone.count()) await alone.tap()
      else await page.getByRole('button', { name: count, exact: true }).tap()
      return taken()
    },
  }
}

/** What a phone may say of its person's turn. */
export type Turn =
  | 'Sie warten'
  | 'Sie sind dran'
  | 'Sie werden bedient'
  | 'Sie haben Ihren Aufruf verpasst'
  | 'Es geht gleich weiter'
  | 'Ihr Besuch ist beendet'
  | 'Sie warten nicht mehr'
  | 'Sie kommen später wieder'

/** A phone whose page follows its person's turn by itself. */
export type Phone = {
  /** Waits until the page says it, by itself. */
  says(turn: Turn): Promise<void>
  number(): Promise<string>
  goAway(): Promise<void>
  leave(): Promise<void>
  sayNeed(label: string): Promise<void>
  putAway(): Promise<void>
}

/** Opens the page behind the code of a ticket on a phone. */
export async function takeOutPhone(browsing: Browsing, token: string): Promise<Phone> {
  const page = await browsing.newPage({ viewport: { width: 390, height: 800 }, hasTouch: true })
  await page.goto(`/w/${token}?lang=de`)
  const heading = page.getByRole('heading', { level: 1 })
  const says = async (turn: Turn) => {
    const said = heading.filter({ hasText: turn }).waitFor()
    await said.catch(async () => {
      const instead = await heading.allTextContents()
      throw new Error(`the phone says "${instead.join()}" instead of "${turn}"`)
    })
  }
  return {
    says,
    async number() {
      return (await page.locator('.dran-big-number__value').last().textContent()) ?? ''
    },
    async goAway() {
      await page.getByRole('button', { name: '10 Minuten' }).tap()
      await says('Sie kommen später wieder')
    },
    async leave() {
      await page.getByRole('link', { name: 'Ich gehe' }).tap()
      await page.getByRole('button', { name: 'Ja, ich gehe' }).tap()
      await says('Sie warten nicht mehr')
    },
    async sayNeed(label) {
      await page.getByRole('link', { name: 'Brauchen Sie Unterstützung?' }).tap()
      await page.getByLabel(label).check()
      await page.getByRole('button', { name: 'Speichern' }).tap()
      await says('Sie warten')
    },
    putAway: () => page.context().close(),
  }
}
