import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { Visit } from '#features/visit/model.ts'
import { PapersReady } from './PapersReady.tsx'
import type { ShownMatter } from './WaitingPage.tsx'

const card: ShownMatter = {
  serviceId: 'card',
  title: 'Personalausweis',
  papers: ['Ihren alten Ausweis'],
  reference: 'V34A67CD9E',
  outcome: null,
}
const moved = {
  ...card,
  serviceId: 'moved',
  title: 'Umzug',
  papers: ['Die Bestätigung'],
  reference: 'VFGHJKMNPQ',
}
const question = { ...card, serviceId: 'question', title: 'Frage', papers: [], reference: 'V333333333' }

const shown = (matters: readonly ShownMatter[], state: Visit['state'] = 'waiting') =>
  renderToStaticMarkup(<PapersReady language="de" visit={{ state }} matters={matters} />)

describe('what to have in hand', () => {
  it('is listed for one matter without naming it, for several under the name of each', () => {
    expect(shown([card])).toContain('<li>Ihren alten Ausweis</li>')
    expect(shown([card])).not.toContain('Für: Personalausweis')
    const both = shown([card, moved])
    expect(both.indexOf('Für: Personalausweis')).toBeLessThan(both.indexOf('Ihren alten Ausweis'))
    expect(both.indexOf('Ihren alten Ausweis')).toBeLessThan(both.indexOf('Für: Umzug'))
    expect(both).toContain('<li>Die Bestätigung</li>')
  })

  it('says nothing for a matter without papers, nor for one that is done already', () => {
    expect(shown([question])).toBe('')
    expect(shown([card, question])).not.toContain('Frage')
    expect(shown([{ ...card, outcome: 'done' }])).toBe('')
    expect(shown([{ ...card, outcome: 'done' }, moved])).not.toContain('Ihren alten Ausweis')
  })

  it('is there for who waits, is called or has missed the call, not at the counter and not afterwards', () => {
    for (const state of ['waiting', 'called', 'missed'] as const) expect(shown([card], state)).not.toBe('')
    for (const state of ['parked', 'serving', 'done', 'left'] as const) expect(shown([card], state)).toBe('')
  })
})
