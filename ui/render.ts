import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'

/** Writes a whole document for the reply of a citizen page. */
export function renderDocument(page: ReactElement): string {
  return `<!doctype html>${renderToStaticMarkup(page)}`
}

/** The answer of a page: its whole document. */
export function htmlAnswer(page: ReactElement, status = 200) {
  return { kind: 'html', body: renderDocument(page), status } as const
}
