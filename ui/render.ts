import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'

/** Writes a whole document for the reply of a citizen page. */
export function renderDocument(page: ReactElement): string {
  return `<!doctype html>${renderToStaticMarkup(page)}`
}
