import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { instant, MINUTE, plus } from '#kernel/instant.ts'
import { inLanguage } from './address.ts'
import { Button } from './Button.tsx'
import { CheckboxGroup } from './CheckboxGroup.tsx'
import { ErrorSummary } from './ErrorSummary.tsx'
import { examples } from './examples.tsx'
import { Form } from './Form.tsx'
import { Heading } from './Heading.tsx'
import { HoldNotice } from './HoldNotice.tsx'
import { LiveRegion } from './LiveRegion.tsx'
import { lookOr } from './look.ts'
import { Page, type PageProps } from './Page.tsx'
import { Pagination } from './Pagination.tsx'
import { RadioGroup } from './RadioGroup.tsx'
import { renderDocument } from './render.ts'
import { Select } from './Select.tsx'
import { SummaryList } from './SummaryList.tsx'
import { TextField } from './TextField.tsx'

const html = (element: ReactElement) => renderToStaticMarkup(element)

describe('a field', () => {
  it('is named by its label and described by hint and error', () => {
    const field = html(<TextField name="email" label="E-Mail" hint="Hinweis" error="Fehlt" />)
    expect(field).toContain('<label class="kern-label" for="email">')
    expect(field).toContain('aria-describedby="email-hint email-error"')
    expect(field).toContain('id="email-hint"')
    expect(field).toContain('id="email-error"')
    expect(field).toContain('aria-invalid="true"')
  })

  it('claims no description and no error while there is none', () => {
    const field = html(<TextField name="email" label="E-Mail" />)
    expect(field).not.toContain('aria-describedby')
    expect(field).not.toContain('aria-invalid')
  })

  it('keeps what was typed, as text and not as markup', () => {
    expect(html(<TextField name="q" label="Suche" value={'"><script>'} />)).toContain(
      'value="&quot;&gt;&lt;script&gt;"',
    )
  })

  it('can be the title of the page', () => {
    const field = html(<TextField name="q" label="Wie heißen Sie?" pageTitle />)
    expect(field).toMatch(/<h1[^>]*><label[^>]*>Wie heißen Sie\?<\/label><\/h1>/)
  })
})

describe('a group of choices', () => {
  const choices = [
    { value: 'a', label: 'A' },
    { value: 'b', label: 'B', hint: 'Näheres' },
  ]

  it('gives its first choice the id that the error summary leads to', () => {
    const group = html(<RadioGroup name="kind" label="Was?" choices={choices} value="b" />)
    expect(group).toContain('id="kind"')
    expect(group).toContain('id="kind-2"')
    expect(group).toMatch(/id="kind-2"[^>]*checked=""|checked=""[^>]*value="b"/)
  })

  it('ties a choice to its own hint', () => {
    const group = html(<CheckboxGroup name="kind" label="Was?" choices={choices} values={['a', 'b']} />)
    expect(group).toContain('aria-describedby="kind-2-choice-hint"')
    expect(group.match(/checked=""/g)).toHaveLength(2)
  })

  it('carries its error on the group', () => {
    const group = html(<RadioGroup name="kind" label="Was?" choices={choices} error="Wählen Sie." />)
    expect(group).toMatch(/<fieldset[^>]*aria-describedby="kind-error"/)
  })
})

describe('Heading', () => {
  it('keeps words like E-Mail whole, and nothing else', () => {
    const markup = (text: string) => renderToStaticMarkup(<Heading level={1}>{text}</Heading>)
    expect(markup('Ihre E-Mail-Adresse')).toContain('Ihre <span class="unbroken">E-Mail</span>-Adresse')
    expect(markup('QR-Code und Termin-Nummer')).not.toContain('span')
  })
})

describe('Select', () => {
  it('shows the value chosen before', () => {
    const options = [
      { value: 'a', text: 'A' },
      { value: 'b', text: 'B' },
    ]
    expect(html(<Select name="s" label="S" options={options} value="b" />)).toContain(
      '<option value="b" selected="">',
    )
  })
})

describe('ErrorSummary', () => {
  it('leads to each field with the words that stand there', () => {
    const summary = html(<ErrorSummary language="de" problems={[{ field: 'email', text: 'Fehlt' }]} />)
    expect(summary).toContain('href="#email"')
    expect(summary).toContain('role="alert"')
    expect(summary).toContain('tabindex="-1"')
  })

  it('is not there without problems', () => {
    expect(html(<ErrorSummary language="de" problems={[]} />)).toBe('')
  })
})

describe('Form', () => {
  it('carries hidden values, several of one name as well, and leaves out what is undefined', () => {
    const form = html(
      <Form hidden={{ csrf: 'x', matter: ['a', 'b'], none: undefined }}>
        <Button>Weiter</Button>
      </Form>,
    )
    expect(form.match(/type="hidden"/g)).toHaveLength(3)
    expect(form).not.toContain('none')
    expect(form).toContain('noValidate')
  })
})

describe('SummaryList', () => {
  it('says what a change link changes to those who hear it alone', () => {
    const list = html(
      <SummaryList
        rows={[{ term: 'Zeit', value: '10:40', action: { href: '/t', text: 'Ändern', about: 'Zeit' } }]}
      />,
    )
    expect(list).toContain('Ändern<span class="kern-sr-only"> Zeit</span>')
  })
})

describe('Pagination', () => {
  it('is not there for a single page, and has no way past the ends', () => {
    const href = (page: number) => `?page=${page}`
    expect(html(<Pagination language="de" current={1} total={1} href={href} />)).toBe('')
    const last = html(<Pagination language="de" current={3} total={3} href={href} />)
    expect(last).toContain('rel="prev"')
    expect(last).not.toContain('rel="next"')
  })
})

describe('HoldNotice', () => {
  const now = instant(0)

  it('says the minutes that are left, rounded up, and both times for the script', () => {
    const notice = html(<HoldNotice language="de" until={plus(now, 90_000)} now={now} />)
    expect(notice).toContain('noch 2 Minuten')
    expect(notice).toContain('data-hold-until="1970-01-01T00:01:30.000Z"')
    expect(notice).toContain('data-now="1970-01-01T00:00:00.000Z"')
  })

  it('says one minute in the singular, and when it is over', () => {
    expect(html(<HoldNotice language="en" until={plus(now, MINUTE)} now={now} />)).toContain('1 minute.')
    expect(html(<HoldNotice language="en" until={now} now={now} />)).toContain('run out')
  })
})

describe('LiveRegion', () => {
  it('has the words for a lost connection ready, and hides them', () => {
    const region = html(
      <LiveRegion language="de" url="/e">
        x
      </LiveRegion>,
    )
    expect(region).toMatch(/<p[^>]*data-live-offline=""[^>]*hidden=""/)
  })
})

describe('Page', () => {
  const props: PageProps = {
    language: 'de',
    title: 'Termin buchen',
    cityName: 'Neuwalden',
    address: '/book?service=pass&lang=de',
    look: 'system',
    assets: { stylesheet: '/assets/citizen.css' },
    children: <p>Inhalt</p>,
  }

  it('is a whole document in its language, with a title that begins with the page', () => {
    const page = renderDocument(<Page {...props} language="en" />)
    expect(page).toMatch(/^<!doctype html><html lang="en">/)
    expect(page).toContain('<title>Termin buchen – Neuwalden</title>')
  })

  it('says in the title that there are errors', () => {
    expect(html(<Page {...props} hasErrors />)).toContain('<title>Fehler: Termin buchen – Neuwalden</title>')
  })

  it('offers every language at the page itself, and marks the one in use', () => {
    const page = html(<Page {...props} />)
    expect(page).toContain('href="/book?service=pass&amp;lang=de-simple"')
    expect(page).toMatch(/href="\/book\?service=pass&amp;lang=de"[^>]*aria-current="true"/)
  })

  it('changes its look by a plain form that leads back here', () => {
    const page = html(<Page {...props} look="contrast" />)
    expect(page).toContain('data-kern-theme="contrast"')
    expect(page).toContain('action="/look"')
    expect(page).toContain('name="back" value="/book?service=pass&amp;lang=de"')
    expect(page).toMatch(/value="contrast"[^>]*aria-pressed="true"|aria-pressed="true"[^>]*value="contrast"/)
  })

  it('follows the device unless a look was chosen', () => {
    expect(html(<Page {...props} />)).not.toContain('data-kern-theme')
  })

  it('has no inline script, style or handler', () => {
    const page = html(
      <Page {...props} refreshSeconds={20} assets={{ stylesheet: '/a.css', script: '/e.js' }} />,
    )
    expect(page).not.toMatch(/<script>|\sstyle=|\son[a-z]+=/)
    expect(page).toContain('<noscript><meta http-equiv="refresh" content="20"/></noscript>')
  })

  it('says that Leichte Sprache is not checked yet, and only there', () => {
    expect(html(<Page {...props} language="de-simple" />)).toContain('Prüf-Gruppe')
    expect(html(<Page {...props} />)).not.toContain('Prüf-Gruppe')
  })

  it('shows the banner of a demonstration only when asked', () => {
    expect(html(<Page {...props} demoNotice="Alles erfunden" />)).toContain('Alles erfunden')
    expect(html(<Page {...props} />)).not.toContain('dran-demo')
  })
})

describe('inLanguage', () => {
  it('keeps path and query and replaces the language', () => {
    expect(inLanguage('/a?x=1&lang=de', 'en')).toBe('/a?x=1&lang=en')
    expect(inLanguage('/a', 'de-simple')).toBe('/a?lang=de-simple')
    expect(inLanguage('/a?q=ä ö#part', 'en')).toBe('/a?q=%C3%A4+%C3%B6&lang=en')
  })
})

describe('lookOr', () => {
  it('takes anything unknown as "like the device"', () => {
    expect(lookOr('dark')).toBe('dark')
    expect(lookOr('<b>')).toBe('system')
    expect(lookOr(undefined)).toBe('system')
  })
})

describe('the examples', () => {
  it('have names of their own', () => {
    const names = examples.map((example) => example.name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('have ids of their own, so that all can stand on one page', () => {
    const ids = Array.from(
      examples
        .map((example) => html(example.element))
        .join('')
        .matchAll(/\sid="([^"]+)"/g),
    )
    const seen = ids.map(([, id]) => id)
    expect(seen.filter((id, position) => seen.indexOf(id) !== position)).toEqual([])
  })
})
