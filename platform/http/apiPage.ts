import type { TSchema } from 'typebox'
import type { StaffLanguage } from '#kernel/language.ts'
import { staffTranslator } from '#platform/i18n/translator.ts'
import { propertiesOf, type RouteContract } from './contract.ts'
import de from './messages.api.de.json' with { type: 'json' }
import en from './messages.api.en.json' with { type: 'json' }
import { described } from './openapi.ts'
import { statusOf } from './problem.ts'
import type { RouteEntry } from './serving.ts'

const texts = staffTranslator({ de, en })
type Texts = ReturnType<typeof texts>

/** The page for people about the API: every contract by tag, with who may call it, input, answer and failures. */
export function apiPage(
  routes: readonly RouteEntry[],
  language: StaffLanguage,
  stylesheet: string | undefined,
): string {
  const t = texts(language)
  const entries = described(routes)
  const tags = [...new Set(entries.map(tagOf))].sort()
  const sections = tags.map((tag) => {
    const own = entries.filter((entry) => tagOf(entry) === tag).map((entry) => article(entry, t))
    return `<section><h2>${escaped(tag || t('other'))}</h2>${own.join('')}</section>`
  })
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">
<title>${t('title')}</title>${stylesheet ? `<link rel="stylesheet" href="${escaped(stylesheet)}">` : ''}</head>
<body><main><h1>${t('title')}</h1><p>${t('intro')}</p>
<p><a class="kern-link" href="/api/openapi.json">${t('document')}</a></p>
${sections.join('\n')}</main></body></html>`
}

type Entry = RouteEntry & { readonly contract: RouteContract }

function tagOf(entry: Entry): string {
  return entry.contract.tags[0] ?? ''
}

function article({ method, path, who, contract }: Entry, t: Texts): string {
  const inputs = [
    ...fields(contract.params, t('where.path')),
    ...fields(contract.query, t('where.query')),
    ...fields(contract.body, t('where.body')),
    ...(contract.kind === 'command' ? [t('where.key')] : []),
  ]
  const errors = contract.errors.map((code) => `${code} (${statusOf(code, contract.statuses)})`)
  return `<article id="${escaped(contract.id)}"><h3>${escaped(contract.summary)}</h3>
<p><code>${method} ${escaped(path)}</code></p>
<dl><dt>${t('who')}</dt><dd>${escaped(who)}</dd>
<dt>${t('input')}</dt><dd>${list(inputs, t)}</dd>
<dt>${t('output')}</dt><dd>${list(fields(contract.output), t)}</dd>
<dt>${t('errors')}</dt><dd>${list(errors, t)}</dd></dl></article>`
}

function fields(schema: TSchema | undefined, where?: string): string[] {
  if (!schema) return []
  const properties = Object.entries(propertiesOf(schema))
  if (properties.length === 0) return [typeName(schema)]
  const required: unknown = 'required' in schema ? schema.required : []
  return properties.map(([name, property]) => {
    const optional = Array.isArray(required) && required.includes(name) ? '' : '?'
    return `${name}${optional}: ${typeName(property)}${where ? `, ${where}` : ''}`
  })
}

// How a schema is called in one line; the whole of it stands in the OpenAPI document.
function typeName(schema: unknown): string {
  const { type, items, anyOf, format } = Object(schema)
  const constant: unknown = Reflect.get(Object(schema), 'const')
  if (constant !== undefined) return JSON.stringify(constant)
  if (Array.isArray(anyOf)) return anyOf.map(typeName).join(' | ')
  if (type === 'array') return `${typeName(items)}[]`
  return [type ?? 'any', format].filter(Boolean).join(' ')
}

function list(lines: readonly string[], t: Texts): string {
  if (lines.length === 0) return t('none')
  return `<ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
