import { expect, test } from 'vitest'
import { Page } from './Page.tsx'
import { renderDocument } from './render.ts'

test('a page brings its icon along, so that no browser asks the server for one', () => {
  const html = renderDocument(
    <Page
      language="de"
      title="Termin"
      cityName="Neuwalden"
      address="/"
      look="system"
      assets={{ stylesheet: '/a.css' }}
    >
      Inhalt
    </Page>,
  )
  expect(html).toMatch(/<link rel="icon" type="image\/svg\+xml" href="data:image\/svg\+xml,%3Csvg[^"<>]+"/)
})
