import type { Language } from '#kernel/language.ts'
import { Link } from '#ui/Link.tsx'
import { List } from '#ui/List.tsx'
import { Section } from '#ui/Section.tsx'
import { texts } from './texts.ts'

type File = { readonly href: string; readonly text: string }

/** What a page shows, as a file for a table and as one for programs. */
export function Files({
  language,
  csv,
  json,
}: {
  readonly language: Language
  readonly csv: File
  readonly json: File
}) {
  return (
    <Section title={texts(language)('waits.files')}>
      <List
        items={[csv, json].map(({ href, text }) => (
          <Link key={href} href={href}>
            {text}
          </Link>
        ))}
      />
    </Section>
  )
}
