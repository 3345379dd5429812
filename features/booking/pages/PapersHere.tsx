import type { Service } from '#features/catalogue/model.ts'
import type { PaperCheck } from '#features/visit/model.ts'
import type { Language } from '#kernel/language.ts'
import { List } from '#ui/List.tsx'
import { Section } from '#ui/Section.tsx'
import { Text } from '#ui/Text.tsx'
import { texts } from './texts.ts'

/** The papers that are here before the visit and need not be sent again; nothing where there are none. */
export function PapersHere({
  language,
  matters,
  checks = new Map(),
}: {
  readonly language: Language
  readonly matters: readonly {
    readonly service: Service
    readonly reference: string
    readonly papersHere: readonly string[]
  }[]
  /** What was said of them, by the reference of their matter: what is asked for anew is not here. */
  readonly checks?: ReadonlyMap<string, readonly PaperCheck[]> | undefined
}) {
  const t = texts(language)
  const here = matters.flatMap(({ service, reference, papersHere }) =>
    papersHere
      .filter((item) => isWanted(checks.get(reference), item))
      .map(
        (item) =>
          service.papers.find(({ de }) => de === item)?.[language] ?? (item || t('checked.otherPaper')),
      ),
  )
  if (here.length === 0) return null
  return (
    <Section title={t('papers.here')}>
      <Text>{t('papers.hereText')}</Text>
      <List items={here} />
    </Section>
  )
}

function isWanted(checks: readonly PaperCheck[] | undefined, item: string): boolean {
  const said = checks?.find((check) => check.item === item)
  return said === undefined || said.verdict === 'green'
}
