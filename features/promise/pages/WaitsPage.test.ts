import { expect, it } from 'vitest'
import type { Site } from '#features/authority/model.ts'
import type { Service } from '#features/catalogue/model.ts'
import type { Intake } from '#features/hall/actions.ts'
import type { IntakeStop } from '#features/hall/model.ts'
import type { Id } from '#kernel/id.ts'
import { HOUR, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { renderDocument } from '#ui/render.ts'
import { WaitsPage } from './WaitsPage.tsx'

const NOW = parseInstant('2027-03-01T09:00:00Z')
const later = (minutes: number) => plus(NOW, minutes * MINUTE)
const name = { de: 'Bürgeramt Mitte', 'de-simple': 'Bürgeramt Mitte', en: 'Mitte office' }
const site = { id: 'mitte', key: 'mitte', timeZone: 'Europe/Berlin', texts: { name } } as unknown as Site
const title = { de: 'Wohnung anmelden', 'de-simple': 'Wohnung anmelden', en: 'Register your address' }
const service = { id: 'registration', key: 'registration', texts: { title } } as unknown as Service

const seen = (stop: IntakeStop | null): Intake['seen'] => ({
  stop,
  endsBy: null,
  spareMinutes: null,
  extraMinutes: 0,
  seenAt: NOW,
})

const byHand = (takesIn: boolean, minutes: number): Intake['override'] => ({
  id: 'override' as Id<'intakeOverride'>,
  siteId: site.id,
  serviceId: null,
  takesIn,
  reason: 'crowded',
  startsAt: NOW,
  until: later(minutes),
})

/** The cell that says when whoever is there in so many minutes is called. */
function called(intake: Intake, inMinutes: number): string {
  const told = { from: later(70), until: later(80), soon: false, aboutMinutes: null, backBy: null }
  const arriving = [{ inMinutes, told }]
  const waits = {
    at: NOW,
    sites: [
      {
        site,
        closesAt: plus(NOW, 6 * HOUR),
        opensAt: null,
        openCounters: 2,
        waiting: 5,
        services: [{ service, intake, firstFree: null, arriving }],
      },
    ],
  }
  const frame = {
    language: 'de',
    cityName: 'Neuwalden',
    address: '/waiting',
    look: 'system',
    assets: { stylesheet: '/citizen.css' },
  } as const
  const shown = { waits, services: [service], chosen: service, inMinutes, from: undefined }
  const page = renderDocument(WaitsPage({ frame, ...shown })).replaceAll('\u00a0', ' ')
  const [, ...cells] = /<tbody.*?<\/tbody>/s.exec(page)?.[0].split(/<t[dh][ >]/) ?? []
  return cells[1]?.replace(/^[^>]*>/, '').replace(/<[^>]*>/g, '') ?? expect.fail('no such cell')
}

it('what a look finds of now is not said of an arrival in an hour', () => {
  const stopped: Intake = { stop: 'extra_work', seen: seen('extra_work'), override: undefined }
  expect(called(stopped, 0)).toBe('Im Moment nur mit Termin')
  expect(called(stopped, 60)).toBe('Im Moment nur mit Termin. Das kann sich bis dahin ändern.')
})

it('what a manager closed stops those who arrive before it ends, and nobody after', () => {
  const closed = (found: IntakeStop | null): Intake => ({
    stop: 'by_hand',
    seen: seen(found),
    override: byHand(false, 45),
  })
  expect([0, 15, 30].map((minutes) => called(closed(null), minutes))).toEqual(
    Array(3).fill('Im Moment nur mit Termin'),
  )
  expect([45, 60].map((minutes) => called(closed(null), minutes))).toEqual(
    Array(2).fill('zwischen 11:10 Uhr und 11:20 Uhr'),
  )
  expect(called(closed('ends_late'), 60)).toBe(
    'zwischen 11:10 Uhr und 11:20 Uhr. Es ist nicht sicher, ob wir es heute noch schaffen.',
  )
})

it('what a manager holds open is open, with the doubt of the look', () => {
  const open: Intake = { stop: null, seen: seen('extra_work'), override: byHand(true, 45) }
  expect(called(open, 0)).toContain('nicht sicher')
  expect(called({ ...open, seen: seen(null) }, 0)).toBe('zwischen 11:10 Uhr und 11:20 Uhr')
})
